package dev.culvert.sink.flink.iceberg;

import org.apache.flink.api.common.TaskInfo;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Which tables one of several writers has. By the name of a table alone, so that every task knows the same.
 *
 * @param index of the writer, from 0
 * @param of how many there are
 */
record LakeShare(int index, int of) {
    static final LakeShare ALL = new LakeShare(0, 1);

    /**
     * Of a task. Flink's adaptive scheduler gives a job fewer than it asks for where slots are missing, and its reactive mode more: those have nothing.
     *
     * @param asked for how many the job asks
     */
    static LakeShare of(TaskInfo task, int asked) {
        return new LakeShare(task.getIndexOfThisSubtask(), Math.min(asked, task.getNumberOfParallelSubtasks()));
    }

    boolean has(TableIdentifier table) {
        return owner(table, of) == index;
    }

    /** The index of the writer that has a table. */
    static int owner(TableIdentifier table, int of) {
        return owner(number(table), of);
    }

    /** By which a table falls to a writer. */
    static int number(TableIdentifier table) {
        int hash = table.toString().hashCode()
                * 0x9E3779B9; // names that differ in their last letter alone go to different ones
        return hash ^ hash >>> 16;
    }

    static int owner(int number, int of) {
        return Math.floorMod(number, of);
    }
}
