package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.CaptureEngineContract;
import dev.culvert.connector.capture.CaptureFixture;

class DebeziumEngineIT extends CaptureEngineContract {

    static CaptureFixture.Factory debezium() {
        return (source, slot, publication, tables) -> new DebeziumEngine(source.sessions(), slot, publication, tables);
    }

    @Override
    protected CaptureFixture.Factory factory() {
        return debezium();
    }
}
