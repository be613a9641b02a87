package io.github.snatrace.windows;

import java.util.ArrayList;
import java.util.List;

/** How much more losses vary from stretch to stretch than independent ones would. */
final class Burstiness {
    /** Longer stretches see longer bursts; so many of them are enough to see how much they vary. */
    private static final int BLOCKS = 30;

    private static final int FEWEST = 8;

    private record Block(double lost, double exposure) {}

    private Burstiness() {}

    /** Returns Pearson's dispersion, 1 at least; 1 where there are too few stretches to see any. */
    static double of(List<Window.Stretch> stretches, Exposure by) {
        List<Block> blocks = blocks(stretches, by);
        double lost = blocks.stream().mapToDouble(Block::lost).sum();
        double exposure = blocks.stream().mapToDouble(Block::exposure).sum();
        if (blocks.size() < FEWEST || lost == 0) {
            return 1;
        }
        double sum = 0;
        for (Block block : blocks) {
            double expected = lost * block.exposure() / exposure;
            sum += (block.lost() - expected) * (block.lost() - expected) / expected;
        }
        return Math.max(1, sum / (blocks.size() - 1));
    }

    private static List<Block> blocks(List<Window.Stretch> stretches, Exposure by) {
        List<Window.Stretch> some = stretches.stream()
                .filter(stretch -> stretch.exposures().getOrDefault(by, 0.0) > 0)
                .toList();
        int size = Math.max(1, some.size() / BLOCKS);
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from + size <= some.size(); from += size) {
            List<Window.Stretch> block = some.subList(from, from + size);
            blocks.add(new Block(
                    block.stream().mapToDouble(Window.Stretch::lost).sum(),
                    block.stream()
                            .mapToDouble(stretch -> stretch.exposures().getOrDefault(by, 0.0))
                            .sum()));
        }
        return blocks;
    }
}
