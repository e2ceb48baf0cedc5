package dev.culvert.connector.nativeengine;

import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.TypeFidelityContract;

class NativeTypeFidelityIT extends TypeFidelityContract {

    @Override
    protected CaptureFixture.Factory factory() {
        return NativeEngineIT.natively();
    }
}
