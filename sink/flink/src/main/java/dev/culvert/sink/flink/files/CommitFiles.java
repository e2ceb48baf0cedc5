package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The files of the commit that is to come, in the order in which they were begun. For one thread. */
final class CommitFiles {
    private final LogFolder folder;
    private final FilesTarget target;
    private final String run;
    private final List<CommitRecord.Visible> begun = new ArrayList<>();
    private long commit;
    private Path underWay;

    /** @param commit its number */
    CommitFiles(LogFolder folder, FilesTarget target, String run, long commit) {
        this.folder = folder;
        this.target = target;
        this.run = run;
        this.commit = commit;
    }

    LogFile next(TableId table, LocalDate date, LogShape shape) throws IOException {
        if (underWay == null) {
            underWay = folder.begin(run, commit);
        }
        int number = begun.size() + 1;
        CommitRecord.Visible names = new CommitRecord.Visible(
                number + ".part", LogContents.path(target.folder(table), date, commit, number));
        LogFile file = new LogFile(underWay, names, shape);
        begun.add(names);
        return file;
    }

    List<CommitRecord.Visible> names() {
        return begun;
    }

    /** Begins anew, for the commit after this one. */
    void committed() {
        commit++;
        underWay = null;
        begun.clear();
    }
}
