module consumer {
    requires io.github.snatrace.core;
}
