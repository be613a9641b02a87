package io.github.snatrace.conntrack;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;

/** Reads the kernel's lists of CPUs, {@code 0-3,8}. */
final class CpuList {
    /** More than any kernel can be built for. */
    private static final int MOST = 65_536;

    private CpuList() {}

    /** Returns the CPUs that {@code text} lists, in its order. */
    static List<Integer> parse(String text) {
        List<Integer> cpus = new ArrayList<>();
        String list = text.strip();
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            String range = list.substring(from, comma < 0 ? list.length() : comma);
            int dash = range.indexOf('-');
            int low = number(dash < 0 ? range : range.substring(0, dash), list);
            int high = dash < 0 ? low : number(range.substring(dash + 1), list);
            for (int cpu = low; cpu <= high; cpu++) {
                cpus.add(cpu);
            }
            if (comma < 0) {
                break;
            }
            from = comma + 1;
        }
        return List.copyOf(cpus);
    }

    private static int number(String digits, String list) {
        int number = -1;
        try {
            number = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            // Said below, together with numbers that no CPU has.
        }
        if (number < 0 || number >= MOST) {
            throw new TextFormatException("expected a list of CPUs as 0-3,8, not " + TextFormatException.quote(list));
        }
        return number;
    }
}
