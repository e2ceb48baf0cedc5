package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.TypeFidelityContract;

class DebeziumTypeFidelityIT extends TypeFidelityContract {

    @Override
    protected CaptureFixture.Factory factory() {
        return DebeziumEngineIT.debezium();
    }
}
