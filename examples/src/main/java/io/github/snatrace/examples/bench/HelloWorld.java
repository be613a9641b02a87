package io.github.snatrace.examples.bench;

/** The least that a Java program can do, as the yardstick for the start of those that do more. */
public final class HelloWorld {

    private HelloWorld() {}

    /** Says hello. */
    public static void main(String[] args) {
        System.out.println("Hello, world!");
    }
}
