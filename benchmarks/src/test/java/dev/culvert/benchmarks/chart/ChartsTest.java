package dev.culvert.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.benchmarks.suite.Latency;
import dev.culvert.benchmarks.suite.Summary;
import dev.culvert.benchmarks.suite.Throughput;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartsTest {
    private static final Summary SUMMARY = new Summary(
            List.of(
                    new Throughput("drain", "orders", Summary.RECVLOGICAL, 240_000, 1, 0, 0, 0, 0, 0),
                    new Throughput("drain", "orders", "Culvert native", 180_000, 0.75, 4, 7, 5, 900, 8e8),
                    new Throughput("drain", "a < b & c", "Debezium Server", 45_000, 0.25, 1, 35, 6, 9_000, 2e9),
                    new Throughput("snapshot", "orders", "Culvert native, workers 4", 200_000, 0, 3.5, 8, 4, 700, 8e8)),
            List.of(new Latency("Culvert native", 1_000, 998, 10, 100, 120)));

    @Test
    void isXmlWithoutScripts() throws Exception {
        Document document = chart();

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void tellsEachWorkloadSystemAndFigure() throws Exception {
        assertThat(texts(chart()))
                .contains(
                        "orders",
                        "a < b & c",
                        "180,000/s  (0.75)",
                        "7.0 + 5.0, 900 B allocated, 800 MB",
                        "1,000 a second",
                        "10.0 to 100.0 ms",
                        "200,000/s  (3.50 of Debezium Server)");
    }

    @Test
    void barsAreAsLongAsTheirFigures() throws Exception {
        List<Element> bars = bars(chart(), Palette.NATIVE);
        double unit = width(bars(chart(), Palette.RECVLOGICAL).get(0));

        assertThat(width(bars.get(0)) / unit).isBetween(0.749, 0.751);
    }

    @Test
    void aBarEndsAtTheTickOfItsFigure() throws Exception {
        Document chart = chart();
        Element one = bars(chart, Palette.RECVLOGICAL).get(0);
        String tick = elements(chart, "text").stream()
                .filter(text -> text.getTextContent().equals("1"))
                .findFirst()
                .orElseThrow()
                .getAttribute("x");

        assertThat(Double.parseDouble(one.getAttribute("x")) + width(one)).isEqualTo(Double.parseDouble(tick));
    }

    @Test
    void aDecadeIsAsLongAsAnotherOnTheAxisOfLatency() {
        Axis axis = Axis.logarithmic(10, 900);

        assertThat(axis.ticks()).containsExactly(10.0, 100.0, 1000.0);
        assertThat(axis.position(100)).isEqualTo(0.5);
    }

    @Test
    void aLinearAxisEndsAtARoundValue() {
        assertThat(Axis.linear(0.93).ticks()).hasSizeBetween(4, 8).last().satisfies(end -> assertThat(end)
                .isBetween(0.93, 1.2));
        assertThat(Axis.linear(1).ticks()).last().isEqualTo(1.0);
        assertThat(Axis.linear(230_000).ticks()).contains(200_000.0);
    }

    private static Document chart() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Charts.svg(SUMMARY, "2 cores"))));
    }

    private static List<String> texts(Document document) {
        return elements(document, "text").stream().map(Element::getTextContent).toList();
    }

    /** Without those of the legend, which comes first. */
    private static List<Element> bars(Document document, Palette colour) {
        List<Element> all = elements(document, "rect").stream()
                .filter(rectangle -> rectangle.getAttribute("fill").equals(colour.full()))
                .toList();
        return all.subList(1, all.size());
    }

    private static double width(Element bar) {
        return Double.parseDouble(bar.getAttribute("width"));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
