package dev.culvert.sink.flink.job;

/** One run of a job. Used once. */
interface JobRun {

    /**
     * Returns when it was told to stop or the job has reached its end.
     *
     * @throws dev.culvert.schemas.error.CulvertException for what a person must decide
     */
    void run();

    /** Makes {@link #run} return soon; what is not committed is rolled back, and comes again. From any thread. */
    void stop();
}
