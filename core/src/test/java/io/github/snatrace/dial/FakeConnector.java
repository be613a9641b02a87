package io.github.snatrace.dial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sockets that answer as they were told to, on a clock that moves only while the loop waits or connects. */
final class FakeConnector implements Connector {

    /**
     * What becomes of a connect: how it ends, if it does, and how long after the call; at once ends it inside the call.
     *
     * @param falseAlarms how often it is told of before it has ended
     */
    record Answer(@Nullable Ending ending, long afterNanos, int falseAlarms) {

        static final Answer AT_ONCE = new Answer(Ending.CONNECTED, 0, 0);
        static final Answer NEVER = new Answer(null, 0, 0);

        static Answer after(long nanos) {
            return new Answer(Ending.CONNECTED, nanos, 0);
        }

        static Answer afterFalseAlarms(long nanos, int falseAlarms) {
            return new Answer(Ending.CONNECTED, nanos, falseAlarms);
        }

        static Answer failing(Outcome outcome, boolean called) {
            return new Answer(new Ending(outcome, called, new IOException(outcome.name())), 0, 0);
        }
    }

    private final FakeTimeline timeline;
    private final Map<Long, Answer> answers = new HashMap<>();
    private final List<FakeConnection> watched = new ArrayList<>();
    private Answer otherwise = Answer.AT_ONCE;
    private long nanosOfACall;
    private boolean wokenUp;
    private @Nullable IOException broken;

    /** How many sockets were opened and not closed. */
    private int open;

    private int opened;
    private int mostOpen;
    private boolean closed;

    FakeConnector(FakeTimeline timeline) {
        this.timeline = timeline;
    }

    /** Says how the connects of all other due times go. */
    void answer(Answer answer) {
        otherwise = answer;
    }

    /** Says how the connect of a due time goes. */
    void answer(long tick, Answer answer) {
        answers.put(tick, answer);
    }

    /** Says how long each call of connect(2) takes. */
    void callsTake(long nanos) {
        nanosOfACall = nanos;
    }

    /** Has the next wait fail. */
    void breakDown(IOException e) {
        broken = e;
    }

    int open() {
        return open;
    }

    int opened() {
        return opened;
    }

    int mostOpen() {
        return mostOpen;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Connection open(long tick) {
        open++;
        opened++;
        mostOpen = Math.max(mostOpen, open);
        return new FakeConnection(tick, answers.getOrDefault(tick, otherwise));
    }

    /** Moves the clock to the next answer, the next event or the end of the wait, whichever comes first. */
    @Override
    public void await(long nanos, Consumer<Dial> answered) throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (!wokenUp) {
            long until = Math.min(timeline.nanos() + Math.max(0, nanos), timeline.nextEvent());
            for (FakeConnection connection : watched) {
                until = Math.min(until, connection.answersAtNanos());
            }
            timeline.moveTo(until);
        }
        wokenUp = false;
        tell(answered);
    }

    @Override
    public void release(Consumer<Dial> answered) {
        tell(answered);
    }

    private void tell(Consumer<Dial> answered) {
        for (FakeConnection connection : List.copyOf(watched)) {
            if (connection.answersAtNanos() <= timeline.nanos()) {
                answered.accept(connection.watcher());
            }
        }
    }

    @Override
    public void wakeUp() {
        wokenUp = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class FakeConnection implements Connection {

        private final long tick;
        private final Answer answer;
        private long calledAtNanos;
        private int alarms;
        private boolean isClosed;
        private @Nullable Dial watcher;

        FakeConnection(long tick, Answer answer) {
            this.tick = tick;
            this.answer = answer;
        }

        @Override
        public int sourcePort() {
            return (int) (tick % 1_000);
        }

        @Override
        public @Nullable Ending connect() {
            calledAtNanos = timeline.nanos();
            timeline.moveTo(calledAtNanos + nanosOfACall);
            return answer.afterNanos() == 0 ? answer.ending() : null;
        }

        @Override
        public void watch(Dial dial) {
            watcher = dial;
            watched.add(this);
        }

        Dial watcher() {
            if (watcher == null) {
                throw new IllegalStateException("nobody watches " + tick);
            }
            return watcher;
        }

        long answersAtNanos() {
            return answer.ending() == null ? Long.MAX_VALUE : calledAtNanos + answer.afterNanos();
        }

        @Override
        public @Nullable Ending finish() {
            alarms++;
            return alarms > answer.falseAlarms() ? answer.ending() : null;
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                open--;
                watched.remove(this);
            }
        }
    }
}
