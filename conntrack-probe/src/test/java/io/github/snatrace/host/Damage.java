package io.github.snatrace.host;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages good input, the same way for the same seed. */
public final class Damage {

    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "1e999",
            "18446744073709551615",
            "9223372036854775808",
            "4611686018427387904",
            "null",
            "{}",
            "[]",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            " ",
            "\n",
            "\n\n",
            "==> /proc/net/netstat <==\n",
            "0.0.0.0/0",
            "65536",
            "-A POSTROUTING",
            "COMMIT",
            "snat to",
            "\u001b]0;x\u0007",
            "%s",
            "ffffffffffffffff");

    /** How many inputs each reader gets, {@code -Dfuzz.rounds} of them if that is given. */
    public static final int ROUNDS = Integer.getInteger("fuzz.rounds", 4_000);

    private final Random random;

    /** Takes the seed. */
    public Damage(long seed) {
        random = new Random(seed);
    }

    /** Returns one of the seeds, damaged in a few places, or not at all. */
    public String text(List<String> seeds) {
        StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        for (int i = random.nextInt(5); i > 0; i--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> text.replace(from, to, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> text.delete(from, to);
                case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(from, to));
                case 3 -> text.insert(from, (char) random.nextInt(256));
                default -> text.setLength(random.nextInt(8) == 0 ? from : text.length());
            }
        }
        return text.toString();
    }

    /** Returns one of the seeds with some of its bytes changed, left out, or cut off. */
    public byte[] bytes(List<byte[]> seeds) {
        String seed = new String(seeds.get(random.nextInt(seeds.size())), StandardCharsets.ISO_8859_1);
        return text(List.of(seed)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
