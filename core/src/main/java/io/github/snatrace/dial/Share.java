package io.github.snatrace.dial;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * What one event loop has to do of a plan.
 *
 * @param lanes the due times that it serves
 * @param maxInFlight how many attempts it may have under way at once
 */
record Share(List<Lane> lanes, int maxInFlight) {

    Share {
        lanes = ImmutableList.copyOf(lanes);
    }

    /** Deals a plan out to its event loops, of which none is left without a part of what may be in flight. */
    static List<Share> of(DialPlan plan, long startEpochNanos) {
        Schedule schedule = plan.schedule();
        int loops = Math.min(plan.eventLoops(), plan.maxInFlight());
        int stride = schedule.lanes(loops);
        long firstTick = schedule.firstTick(startEpochNanos);
        List<Share> shares = new ArrayList<>();
        for (int loop = 0; loop < loops; loop++) {
            List<Lane> lanes = new ArrayList<>();
            for (int lane = loop; lane < stride; lane += loops) {
                lanes.add(new Lane(schedule, firstTick + lane, stride));
            }
            shares.add(new Share(lanes, plan.maxInFlight() / loops + (loop < plan.maxInFlight() % loops ? 1 : 0)));
        }
        return shares;
    }
}
