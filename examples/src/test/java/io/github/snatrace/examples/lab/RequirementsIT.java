package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts say where something is missing or wrong. They run with a PATH of the test's own. */
class RequirementsIT {

    private static final List<String> TOOLS = List.of(
            "bash",
            "basename",
            "cat",
            "dirname",
            "find",
            "grep",
            "head",
            "id",
            "ip",
            "mount",
            "nsenter",
            "sed",
            "setpriv",
            "sort",
            "tail",
            "taskset",
            "unshare");

    @TempDir
    private Path directory;

    private Path bin;

    @BeforeEach
    void fillPath() throws IOException {
        // Another user reads these.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        bin = Files.createDirectory(directory.resolve("bin"));
        for (String tool : TOOLS) {
            script(tool, "exec " + find(tool) + " \"$@\"");
        }
        for (String script : List.of("lab.sh", "race")) {
            copy(script);
        }
        copy("parts");
        try (Stream<Path> parts = Files.list(LabScript.HOME.resolve("parts"))) {
            for (Path part : parts.toList()) {
                copy("parts/" + part.getFileName());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "apt-get,sudo apt-get install -y nftables",
        "dnf,sudo dnf install -y nftables",
        "yum,sudo yum install -y nftables",
        "apk,sudo apk add nftables",
        "zypper,sudo zypper --non-interactive install nftables",
        "pacman,sudo pacman -S --needed --noconfirm nftables"
    })
    void race_withoutNft_tellsAnOrdinaryUserTheOneCommand(String packageManager, String command) throws IOException {
        script(packageManager, "exit 1");

        LabScript.Result result = asOrdinaryUser(directory + "/race");

        assertThat(result)
                .isEqualTo(new LabScript.Result(1, "", "race: missing: nft. Install with: " + command + "\n"));
    }

    @Test
    void race_withoutNftAndPackageManager_saysWhatToInstall() {
        LabScript.Result result = asOrdinaryUser(directory + "/race");

        assertThat(result)
                .isEqualTo(new LabScript.Result(
                        1,
                        "",
                        "race: missing: nft. Install iproute2, nftables and util-linux with the package "
                                + "manager of this system.\n"));
    }

    @Test
    void race_withoutSeveralTools_asksForEachPackageOnce() throws IOException {
        script("dnf", "exit 1");
        Files.delete(bin.resolve("ip"));
        Files.delete(bin.resolve("taskset"));
        Files.delete(bin.resolve("nsenter"));

        LabScript.Result result = asOrdinaryUser(directory + "/race");

        assertThat(result.err())
                .isEqualTo("race: missing: ip, nft, nsenter, taskset. Install with: sudo dnf install -y iproute "
                        + "nftables util-linux\n");
    }

    @Test
    void race_withAnOldJava_saysWhichItFound() throws IOException {
        script("nft", "exit 0");
        script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

        LabScript.Result result = asOrdinaryUser(directory + "/race");

        assertThat(result)
                .isEqualTo(new LabScript.Result(
                        1, "", "race: " + bin.resolve("java") + " is version 11; the lab needs 17 or later\n"));
    }

    @Test
    void race_withTheUnshareOfBusyBox_asksForUtilLinux() throws IOException {
        script("nft", "exit 0");
        Files.delete(bin.resolve("unshare"));
        script("unshare", "echo 'BusyBox v1.36.1 multi-call binary.' >&2");

        LabScript.Result result = asOrdinaryUser(directory + "/race");

        assertThat(result)
                .isEqualTo(new LabScript.Result(
                        1, "", "race: this unshare has no --kill-child; the lab needs util-linux 2.32 or later\n"));
    }

    @Test
    @NeedsLab // a user needs a namespace to be root in
    void race_asRootOnDebianWithoutNft_installsItAndGoesOn() throws IOException {
        Path log = directory.resolve("apt-get.log");
        script("nft.deb", "exit 0");
        script(
                "apt-get",
                "echo $DEBIAN_FRONTEND $* >>" + log + "; case $* in *install*) " + find("mv") + " " + bin + "/nft.deb "
                        + bin + "/nft ;; esac");

        LabScript.Result result = asRoot(directory + "/race");

        assertThat(result.err()).isEqualTo("""
                        race: missing: nft; installing nftables with apt-get
                        race: missing: java. Install a JDK, 17 or later, or set JAVA_HOME.
                        """);
        assertThat(log).hasContent("""
                noninteractive -qq -o DPkg::Lock::Timeout=120 update
                noninteractive -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends nftables
                """);
    }

    @Test
    @NeedsLab // a user needs a namespace to be root in
    void race_whereAptGetFails_showsWhatItSaid() throws IOException {
        script("apt-get", "echo E: Could not resolve host >&2; exit 100");

        LabScript.Result result = asRoot(directory + "/race");

        assertThat(result).isEqualTo(new LabScript.Result(1, "", """
                        race: missing: nft; installing nftables with apt-get
                        E: Could not resolve host
                        race: apt-get update failed (see above)
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kernel/apparmor_restrict_unprivileged_userns=1|no|AppArmor forbids user namespaces to ordinary "
                        + "users (Ubuntu 23.10 and later); run as root, or: sudo sysctl -w "
                        + "kernel.apparmor_restrict_unprivileged_userns=0",
                "kernel/unprivileged_userns_clone=0|no|the kernel forbids user namespaces to ordinary users; run as "
                        + "root, or: sudo sysctl -w kernel.unprivileged_userns_clone=1",
                "user/max_user_namespaces=0|no|user namespaces are switched off; run as root, or: sudo sysctl -w "
                        + "user.max_user_namespaces=15000",
                "none=0|yes|this container forbids user namespaces, most likely by its seccomp profile (unshare "
                        + "failed: Operation not permitted); run it with --privileged",
                "none=0|no|this user may not create user namespaces (unshare failed: Operation not permitted); run "
                        + "as root"
            })
    void refusal_ofAnOrdinaryUsersSandbox_namesTheCauseAndTheCure(String setting, String container, String message) {
        LabScript.Result result = asOrdinaryUser("bash", "-c", """
                source "$0"
                setting=$1 container=$2
                lab_setting() { [[ $1 != "${setting%=*}" ]] || echo "${setting#*=}"; }
                lab_in_container() { [[ $container == yes ]]; }
                lab_refusal 'unshare failed: Operation not permitted'
                """, directory + "/lab.sh", setting, container);

        assertThat(result).isEqualTo(new LabScript.Result(0, message + "\n", ""));
    }

    private LabScript.Result asRoot(String... command) {
        List<String> whole = new ArrayList<>();
        if (!isRoot()) {
            whole.addAll(List.of(find("unshare").toString(), "--user", "--map-root-user", "--"));
        }
        whole.addAll(List.of(command));
        return run(whole);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private LabScript.Result asOrdinaryUser(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of(find("setpriv").toString(), "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        }
        whole.addAll(List.of(command));
        return run(whole);
    }

    private LabScript.Result run(List<String> command) {
        return LabScript.of(command.toArray(String[]::new))
                .with("PATH", bin.toString())
                .with("LAB_SBIN", "")
                .with("JAVA_HOME", "")
                .run();
    }

    private void script(String name, String text) throws IOException {
        Path script = Files.writeString(bin.resolve(name), "#!" + find("bash") + "\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void copy(String name) throws IOException {
        Path copy = Files.copy(LabScript.HOME.resolve(name), directory.resolve(name));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path find(String tool) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + tool));
    }
}
