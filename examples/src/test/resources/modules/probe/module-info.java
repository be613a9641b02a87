module consumer {
    requires io.github.snatrace.conntrack;
}
