package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.flink.FlinkCluster;
import dev.culvert.testkit.process.JavaProcess;
import java.util.Random;

/** A scene's sink that runs where a part of it can be killed, and goes on. */
public interface RunningSink extends AutoCloseable {

    /** {@code kill -9} of a process, which is started again. What was killed. */
    String kill();

    /** Throws if it has ended by itself. */
    void requireAlive();

    @Override
    void close();

    /** In a process of its own. */
    static RunningSink inProcess(SinkScene scene) {
        return new RunningSink() {
            private JavaProcess process = PartProcess.sink(scene);

            @Override
            public String kill() {
                process.kill();
                process.close();
                process = PartProcess.sink(scene);
                return "the sink's process";
            }

            @Override
            public void requireAlive() {
                if (!process.isAlive()) {
                    throw new AssertionError(process.err().text());
                }
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }

    /** On a cluster of one JobManager and two TaskManagers, of which one by chance is killed. */
    static RunningSink onCluster(SinkScene scene, Random random) {
        FlinkCluster cluster = FlinkCluster.start(2);
        OnCluster client = new OnCluster(cluster, scene);
        client.awaitSlots(4);
        Background job = client.start();
        return new RunningSink() {
            @Override
            public String kill() {
                int victim = random.nextInt(3);
                if (victim == 2) {
                    cluster.killJobManager();
                    cluster.startJobManager();
                    return "the JobManager";
                }
                cluster.killTaskManager(victim);
                cluster.startTaskManager(victim);
                return "TaskManager " + victim;
            }

            @Override
            public void requireAlive() {
                if (job.hasEnded()) {
                    throw new AssertionError(job.awaitEnd() + client.words());
                }
            }

            @Override
            public void close() {
                job.close();
                cluster.close();
            }
        };
    }
}
