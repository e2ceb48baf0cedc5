package dev.culvert.schemas.status;

/** What a pipeline is doing. */
public enum PipelinePhase {
    /** Another instance has the slot; this one takes over when that is gone. */
    STANDBY,
    /** Its position is being read and compared. */
    STARTING,
    /** Tables are being copied. */
    SNAPSHOT,
    /** Changes follow. */
    STREAMING,
    /** Waiting to start over after an error that may pass. */
    RETRYING,
    /** Ended in good order. */
    STOPPED,
    /** Stopped for good: a person must decide. */
    FAILED,
    /** Not seen from here: no process of this pipeline answered. */
    UNKNOWN
}
