package io.github.snatrace.netns;

import com.sun.jna.LastErrorException;
import io.github.snatrace.host.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A thread of its own for what has to happen in another network namespace: setns(2) moves a thread, for good. */
final class NamespaceThread {
    private NamespaceThread() {}

    static <T> T call(Path namespace, NetworkNamespace.Action<T> action) throws IOException {
        Libc.require();
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(namespace);
            return action.call();
        });
        Thread thread = new Thread(task, "in " + namespace);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + namespace, e);
        }
    }

    private static void enter(Path namespace) throws IOException {
        try {
            int descriptor = Libc.open(namespace.toString(), Libc.O_RDONLY_CLOEXEC);
            try {
                Libc.setns(descriptor, Libc.CLONE_NEWNET);
            } finally {
                Libc.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw switch (e.getErrorCode()) {
                case Libc.ENOENT -> new NamespaceGoneException(namespace + ": no such network namespace");
                case Libc.EINVAL -> new IOException(namespace + " is no network namespace");
                case Libc.EPERM, Libc.EACCES ->
                    new UnavailableException("entering " + namespace
                            + " needs CAP_SYS_ADMIN: run as root, or inside the namespace (nsenter --user"
                            + " --net --target PID ...)");
                default ->
                    new UnavailableException("cannot enter " + namespace + ": " + Libc.strerror(e.getErrorCode()));
            };
        }
    }
}
