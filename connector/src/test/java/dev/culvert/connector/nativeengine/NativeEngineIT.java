package dev.culvert.connector.nativeengine;

import dev.culvert.connector.capture.CaptureEngineContract;
import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.ShapeFollower;

class NativeEngineIT extends CaptureEngineContract {

    static CaptureFixture.Factory natively() {
        return (source, slot, publication, tables) ->
                new NativeEngine(source.sessions(), slot, publication, tables, ShapeFollower.NONE);
    }

    @Override
    protected CaptureFixture.Factory factory() {
        return natively();
    }
}
