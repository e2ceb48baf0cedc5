package dev.culvert.postgres.check;

import dev.culvert.schemas.error.ErrorCode;

/** A check that needs to know what a pipeline takes from the server. */
abstract class SourceCheck extends ServerCheck {
    private final CheckContext context;

    SourceCheck(String title, ErrorCode code, CheckContext context) {
        super(title, code, context);
        this.context = context;
    }

    @Override
    final CheckContext context() {
        return context;
    }
}
