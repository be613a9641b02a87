package io.github.snatrace.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the taps saw: each SYN through entering, translated, leaving, answered, and its fate once that is
 * certain.
 *
 * <p>The taps are read one after the other, so sightings come in any order; nothing is concluded from what is missing
 * before {@link #settle} says that everything up to a time has been read. It has no clock: time is that of the
 * sightings.
 */
final class SynLedger {
    /** A SYN that a host does not let go within this was dropped; less than what it takes to be sent again. */
    static final long PASSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    /** How long an answer may take; a network that is slower loses nothing, but is not waited for. */
    static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(3);
    /**
     * When the first SYN is sent again, if its sender has not given up; the next ones take up to twice as long each
     * time.
     */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_DOUBLINGS = 3;
    /** No SYN is sent again this soon: it is the same, seen twice on its way. */
    private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<TapPoint> taps;
    private final boolean everyTarget;
    private final int most;
    private final TupleLookup lookup;
    private final TraceListener listener;
    private final TupleHolders holders;
    private final CaptureGaps gaps = new CaptureGaps();
    /** The latest SYN of each sequence number; those of connections that happen to have the same are linked to it. */
    private final Map<Integer, FollowedSyn> bySequence = new HashMap<>();

    /** Answers that were read before what they answer, by its sequence number, the oldest first. */
    private final Map<Integer, List<Sighting>> early = new LinkedHashMap<>();

    private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>(Comparator.comparingLong(Deadline::atNanos));
    private final Map<LossPlace, Long> lost = new EnumMap<>(LossPlace.class);
    private long closedFromNanos = Long.MAX_VALUE;
    private long open;
    private long syns;
    private long undetermined;

    /**
     * Starts with nothing seen.
     *
     * @param taps what can be seen at all
     * @param everyTarget whether every connection that is translated is followed, or all of chosen targets, translated
     *     or not
     * @param most how many SYNs, and how many translated tuples, are remembered at a time
     * @param lookup whom to ask for the holder of a tuple that left unseen
     * @param listener gets the fates
     */
    SynLedger(Set<TapPoint> taps, boolean everyTarget, int most, TupleLookup lookup, TraceListener listener) {
        this.taps = EnumSet.copyOf(taps);
        this.everyTarget = everyTarget;
        this.most = most;
        this.lookup = lookup;
        this.listener = listener;
        this.holders = new TupleHolders(most);
    }

    private record Deadline(long atNanos, FollowedSyn syn) {}

    /** Takes a sighting. */
    void see(Sighting sighting) {
        TracedPacket packet = sighting.packet();
        TapPoint point = sighting.point();
        // A tap sees both directions where a host is client as well as server; each has its own points.
        boolean isOfAnswers = point == TapPoint.ANSWERED || point == TapPoint.DELIVERED;
        if (packet.kind().isAnswer() != isOfAnswers) {
            return;
        }
        switch (point) {
            case ENTERING -> entering(packet, sighting.atNanos());
            case TRANSLATED, CONFIRMING, LEAVING -> passing(point, packet, sighting.atNanos());
            case ANSWERED, DELIVERED -> answer(sighting);
        }
    }

    /** Takes that observations of a tap were lost between two times. */
    void missed(TapPoint point, long fromNanos, long toNanos, long count) {
        gaps.add(point, fromNanos, toNanos, count);
    }

    /** Lets no SYN begin that enters from this time on; those that are under way are followed to their end. */
    void close(long fromNanos) {
        closedFromNanos = fromNanos;
    }

    /** Returns whether no SYN is under way. */
    boolean isIdle() {
        return open == 0;
    }

    /** Returns how many things it remembers, of any kind. */
    int remembered() {
        return bySequence.size() + early.size() + deadlines.size() + holders.size();
    }

    /** Concludes what can be concluded, all sightings of before {@code nowNanos} having been handed over. */
    void settle(long nowNanos) {
        Iterator<List<Sighting>> answers = early.values().iterator();
        while (answers.hasNext() && answers.next().get(0).atNanos() < nowNanos - PASSAGE_NANOS) {
            answers.remove();
        }
        while (true) {
            Deadline first = deadlines.peek();
            if (first == null || first.atNanos > nowNanos) {
                return;
            }
            deadlines.poll();
            if (first.syn.phase != FollowedSyn.Phase.CLOSED && first.atNanos == first.syn.deadlineNanos) {
                due(first.syn);
            }
        }
    }

    /** Concludes everything, as far as it was seen, because no more will be. */
    void settleAll() {
        while (true) {
            Deadline first = deadlines.peek();
            if (first == null) {
                return;
            }
            settle(first.atNanos);
        }
    }

    /** Returns what the trace has come to so far. */
    TraceSummary summary() {
        return new TraceSummary(syns, lost, gaps.missed(), undetermined);
    }

    // ------------------------------------------------------------------------------------------------ sightings

    private void entering(TracedPacket packet, long atNanos) {
        FollowedSyn earlier = null;
        for (FollowedSyn syn = bySequence.get(packet.sequence()); syn != null; syn = syn.next) {
            if (syn.original == null && syn.isAlike(packet) && isSameTime(syn, packet, atNanos)) {
                begin(syn, packet, atNanos);
                return;
            }
            if (syn.kind == packet.kind() && packet.source().equals(syn.original)) {
                if (Math.abs(atNanos - syn.enteredNanos) < SAME_NANOS) {
                    return;
                }
                if (earlier == null && syn.kind == TracedPacket.Kind.SYN) {
                    earlier = syn;
                }
            }
        }
        FollowedSyn syn = atNanos < closedFromNanos ? open(packet, atNanos) : null;
        if (syn != null) {
            begin(syn, packet, atNanos);
        }
        if (earlier != null) {
            sentAgain(earlier, syn, atNanos);
        }
    }

    private void begin(FollowedSyn syn, TracedPacket packet, long atNanos) {
        syn.original = packet.source();
        syn.target = packet.destination();
        syn.enteredNanos = atNanos;
        syn.seen.add(TapPoint.ENTERING);
        if (syn.leftNanos != 0) {
            if (!syn.has(TapPoint.LEAVING)) {
                leaveBetween(syn);
            }
            hold(syn);
        }
        List<Sighting> answers = early.remove(syn.sequence);
        if (answers != null) {
            answers.forEach(this::answer);
        }
    }

    private void sentAgain(FollowedSyn syn, @Nullable FollowedSyn later, long atNanos) {
        syn.again = true;
        syn.later = later;
        if (later != null) {
            later.copy = syn.copy + 1;
            later.earlier = syn;
        }
        if (syn.phase == FollowedSyn.Phase.ANSWERED && atNanos - syn.deliveredNanos >= SAME_NANOS) {
            // Whoever asks again has not got the answer.
            syn.deliveredNanos = 0;
            lose(syn, LossPlace.ANSWER);
        } else if (syn.phase == FollowedSyn.Phase.LOST && later != null) {
            awaitTheNext(syn, atNanos);
        }
    }

    private void passing(TapPoint point, TracedPacket packet, long atNanos) {
        FollowedSyn syn = bySequence.get(packet.sequence());
        while (syn != null && !(syn.canBe(packet) && !syn.has(point) && isSameTime(syn, packet, atNanos))) {
            syn = syn.next;
        }
        if (syn == null && atNanos < closedFromNanos) {
            syn = open(packet, atNanos);
        }
        if (syn == null) {
            return;
        }
        syn.seen.add(point);
        syn.translated = packet.source();
        syn.backend = packet.destination();
        if (point == TapPoint.CONFIRMING) {
            syn.confirmingNanos = atNanos;
        } else if (point == TapPoint.LEAVING) {
            syn.leftNanos = atNanos;
            hold(syn);
            if (syn.phase == FollowedSyn.Phase.PASSING || syn.phase == FollowedSyn.Phase.LOST) {
                left(syn);
            }
        }
    }

    /** A SYN without timestamps looks like the one that was sent before it, which time tells apart. */
    private static boolean isSameTime(FollowedSyn syn, TracedPacket packet, long atNanos) {
        return packet.timestamp() != 0 || Math.abs(atNanos - syn.enteredNanos) < PASSAGE_NANOS + SAME_NANOS;
    }

    private void hold(FollowedSyn syn) {
        if (syn.translated != null && syn.backend != null) {
            holders.put(
                    syn.protocol(),
                    syn.translated,
                    syn.backend,
                    syn.sequence,
                    syn.original,
                    syn.enteredNanos,
                    syn.leftNanos);
        }
    }

    private void leftUnseen(FollowedSyn syn) {
        leaveBetween(syn);
        hold(syn);
        left(syn);
    }

    /** It left after it had come, and before it was answered, or read as confirming. */
    private static void leaveBetween(FollowedSyn syn) {
        long before = syn.answeredNanos == 0 ? syn.confirmingNanos : syn.answeredNanos;
        syn.leftNanos = Math.max(syn.enteredNanos, before);
    }

    private void left(FollowedSyn syn) {
        syn.phase = FollowedSyn.Phase.UNANSWERED;
        await(syn, syn.leftNanos + ANSWER_NANOS);
        if (syn.has(TapPoint.ANSWERED)) {
            awaitDelivery(syn);
        }
    }

    private void answer(Sighting sighting) {
        FollowedSyn syn = asked(sighting.point(), sighting.packet());
        if (syn == null) {
            if (early.size() < most) {
                early.computeIfAbsent(sighting.packet().sequence(), unused -> new ArrayList<>(2))
                        .add(sighting);
            }
            return;
        }
        if (syn.seen.add(sighting.point()) && sighting.point() == TapPoint.ANSWERED) {
            syn.answeredNanos = sighting.atNanos();
        }
        syn.refused |= sighting.packet().kind() == TracedPacket.Kind.RESET;
        if (sighting.point() == TapPoint.DELIVERED) {
            if (syn.deliveredNanos == 0) {
                delivered(syn, sighting.atNanos());
            }
        } else if (syn.phase == FollowedSyn.Phase.UNANSWERED) {
            awaitDelivery(syn);
        }
    }

    /** An answer that does not get through in the time of a passage is lost, even if it is sent again. */
    private void awaitDelivery(FollowedSyn syn) {
        await(syn, Math.min(syn.deadlineNanos, syn.answeredNanos + PASSAGE_NANOS));
    }

    /** Returns the SYN that a packet answers: the one whose timestamp it echoes, or the latest. */
    private @Nullable FollowedSyn asked(TapPoint point, TracedPacket packet) {
        FollowedSyn latest = null;
        for (FollowedSyn syn = bySequence.get(packet.sequence()); syn != null; syn = syn.next) {
            Endpoint asker = point == TapPoint.ANSWERED ? syn.translated : syn.original;
            boolean its = syn.kind == TracedPacket.Kind.SYN && (asker == null || asker.equals(packet.destination()));
            if (its && packet.timestamp() != 0 && syn.timestamp == packet.timestamp()) {
                return syn;
            }
            // One whose asker is not known yet can be another's that happens to have the same number.
            boolean certain = asker != null || packet.timestamp() == 0;
            if (its && certain && (latest == null || latest.enteredNanos < syn.enteredNanos)) {
                latest = syn;
            }
        }
        return latest;
    }

    private void delivered(FollowedSyn syn, long atNanos) {
        if (syn.leftNanos == 0) {
            leftUnseen(syn);
        }
        if (syn.has(TapPoint.ANSWERED) && atNanos - syn.answeredNanos > PASSAGE_NANOS && syn.place == null) {
            // This one was sent later; the first did not get through.
            lose(syn, LossPlace.ANSWER);
        }
        syn.deliveredNanos = atNanos;
        if (syn.place == LossPlace.ANSWER) {
            await(syn, atNanos);
        } else {
            syn.phase = FollowedSyn.Phase.ANSWERED;
            await(syn, atNanos + againNanos(syn));
        }
        for (FollowedSyn earlier = syn.earlier; earlier != null; earlier = earlier.earlier) {
            // It waits for nothing any more; what became of it is told once everything up to now has been read.
            if (earlier.phase == FollowedSyn.Phase.UNANSWERED || earlier.phase == FollowedSyn.Phase.LOST) {
                await(earlier, atNanos);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ conclusions

    private void due(FollowedSyn syn) {
        switch (syn.phase) {
            case PASSING -> passed(syn);
            case UNANSWERED -> unanswered(syn);
            case ANSWERED -> tellPassed(syn);
            case LOST -> tellLost(syn);
            case CLOSED -> throw new IllegalStateException("told twice");
        }
    }

    /** A SYN had the time to leave, and was not seen leaving. */
    private void passed(FollowedSyn syn) {
        boolean confirming = !taps.contains(TapPoint.CONFIRMING) || syn.has(TapPoint.CONFIRMING);
        if (!syn.has(TapPoint.ENTERING)) {
            forget(syn);
        } else if (syn.has(TapPoint.ANSWERED)) {
            // Its answer says that it left, whatever was seen of that.
            leftUnseen(syn);
        } else if (blind(syn, confirming ? TapPoint.LEAVING : TapPoint.CONFIRMING)) {
            undetermined(syn);
        } else if (!confirming) {
            lose(syn, LossPlace.RULES);
        } else if (taps.contains(TapPoint.CONFIRMING)) {
            lostAtConfirmation(syn);
        } else {
            lostBetweenTwoTaps(syn);
        }
    }

    private void lostAtConfirmation(FollowedSyn syn) {
        Endpoint translated = Objects.requireNonNull(syn.translated);
        Endpoint backend = Objects.requireNonNull(syn.backend);
        Optional<TupleHolders.Holder> holder = holders.of(syn.protocol(), translated, backend, syn.enteredNanos);
        if (holder.isPresent()) {
            meet(syn, holder.get());
            return;
        }
        Optional<Endpoint> asked = lookup.holder(syn.protocol(), translated, backend);
        if (asked.isPresent() && asked.get().equals(syn.original)) {
            // Confirmed, and gone where no tap is or lost on its way out of here: an answer will tell.
            leftUnseen(syn);
            return;
        }
        if (asked.isPresent() && !syn.deferred) {
            // It may have come at the same time, and not be known as a holder yet because it left unseen.
            syn.deferred = true;
            await(syn, syn.deadlineNanos + SAME_NANOS);
            return;
        }
        syn.cause = asked.isPresent() ? LossCause.SNAT_PORTS_EXHAUSTED : LossCause.UNEXPLAINED;
        syn.rival = asked.isPresent() ? new Rival(asked, Optional.empty()) : null;
        lose(syn, LossPlace.CONFIRMATION);
    }

    private void meet(FollowedSyn syn, TupleHolders.Holder holder) {
        syn.rival =
                new Rival(Optional.ofNullable(holder.original()), Optional.of(FollowedSyn.instant(holder.leftNanos())));
        // A tuple that was taken when this one came would have been left alone, had there been another.
        syn.cause =
                holder.leftNanos() < syn.enteredNanos ? LossCause.SNAT_PORTS_EXHAUSTED : LossCause.SNAT_INSERTION_RACE;
        lose(syn, LossPlace.CONFIRMATION);
    }

    /**
     * Nobody saw what it was translated to: its own port, unless that was taken. Who left with that meanwhile was its
     * rival.
     */
    private void lostBetweenTwoTaps(FollowedSyn syn) {
        Endpoint original = Objects.requireNonNull(syn.original);
        Endpoint target = Objects.requireNonNull(syn.target);
        Optional<TupleHolders.Holder> holder =
                holders.ofPort(syn.protocol(), original.port(), target, syn.enteredNanos);
        if (holder.isPresent()) {
            syn.translated = holder.get().translated();
            syn.backend = target;
            meet(syn, holder.get());
        } else if (everyTarget) {
            // It may have gone elsewhere.
            forget(syn);
        } else {
            syn.cause = LossCause.UNEXPLAINED;
            lose(syn, LossPlace.HOST);
        }
    }

    private void unanswered(FollowedSyn syn) {
        if (!syn.has(TapPoint.ENTERING)) {
            forget(syn);
        } else if (syn.kind == TracedPacket.Kind.DATAGRAM || syn.isSuperfluous(SAME_NANOS)) {
            tellPassed(syn);
        } else if (gaps.touch(TapPoint.DELIVERED, syn.leftNanos, syn.deadlineNanos)
                || (!syn.has(TapPoint.ANSWERED) && gaps.touch(TapPoint.ANSWERED, syn.leftNanos, syn.deadlineNanos))) {
            undetermined(syn);
        } else {
            lose(syn, syn.has(TapPoint.ANSWERED) ? LossPlace.ANSWER : LossPlace.BEYOND);
        }
    }

    private boolean blind(FollowedSyn syn, TapPoint point) {
        return gaps.touch(point, syn.firstNanos, syn.firstNanos + PASSAGE_NANOS);
    }

    private void lose(FollowedSyn syn, LossPlace place) {
        syn.place = place;
        syn.phase = FollowedSyn.Phase.LOST;
        FollowedSyn later = syn.later;
        if (later == null) {
            await(syn, Math.max(syn.deadlineNanos, syn.enteredNanos + PASSAGE_NANOS + againNanos(syn)));
        } else if (later.phase == FollowedSyn.Phase.ANSWERED || later.place != null) {
            await(syn, syn.deadlineNanos);
        } else {
            awaitTheNext(syn, later.enteredNanos);
        }
        FollowedSyn earlier = syn.earlier;
        if (earlier != null && earlier.phase == FollowedSyn.Phase.LOST) {
            // What became of the one after it is known now.
            await(earlier, syn.deadlineNanos);
        }
    }

    /** Waits until it is known what became of the one that was sent after a lost one. */
    private void awaitTheNext(FollowedSyn syn, long enteredNanos) {
        await(syn, enteredNanos + PASSAGE_NANOS + ANSWER_NANOS);
    }

    private void tellLost(FollowedSyn syn) {
        forget(syn);
        Optional<LostSyn> told = syn.lost();
        if (told.isPresent() && isFollowed(syn)) {
            syns++;
            lost.merge(told.get().lost(), 1L, Long::sum);
            listener.lost(told.get());
        }
    }

    private void tellPassed(FollowedSyn syn) {
        forget(syn);
        Optional<PassedSyn> told = syn.passed();
        if (told.isPresent() && isFollowed(syn)) {
            syns++;
            listener.passed(told.get());
        }
    }

    private void undetermined(FollowedSyn syn) {
        forget(syn);
        if (isFollowed(syn)) {
            syns++;
            undetermined++;
        }
    }

    /** Of all that pass, those are followed that are translated. */
    private boolean isFollowed(FollowedSyn syn) {
        return !everyTarget || (syn.translated != null && !syn.translated.equals(syn.original));
    }

    private static long againNanos(FollowedSyn syn) {
        return AGAIN_NANOS << Math.min(syn.copy - 1, MOST_DOUBLINGS);
    }

    // ------------------------------------------------------------------------------------------------ bookkeeping

    private @Nullable FollowedSyn open(TracedPacket packet, long atNanos) {
        if (open >= most) {
            gaps.add(TapPoint.ENTERING, atNanos, atNanos, 1);
            return null;
        }
        FollowedSyn syn = new FollowedSyn(packet, atNanos);
        syn.next = bySequence.put(packet.sequence(), syn);
        open++;
        await(syn, atNanos + PASSAGE_NANOS);
        return syn;
    }

    private void await(FollowedSyn syn, long untilNanos) {
        syn.deadlineNanos = untilNanos;
        deadlines.add(new Deadline(untilNanos, syn));
    }

    private void forget(FollowedSyn syn) {
        syn.phase = FollowedSyn.Phase.CLOSED;
        open--;
        FollowedSyn first = bySequence.get(syn.sequence);
        if (first == syn) {
            if (syn.next == null) {
                bySequence.remove(syn.sequence);
            } else {
                bySequence.put(syn.sequence, syn.next);
            }
            return;
        }
        for (FollowedSyn at = first; at != null; at = at.next) {
            if (at.next == syn) {
                at.next = syn.next;
                return;
            }
        }
    }
}
