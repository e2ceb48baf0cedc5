package dev.culvert.sink.kafka.type;

import java.util.ArrayList;
import java.util.List;

/** Edge values of every kind of type, as a type and a literal; each says from which major on PostgreSQL takes it. */
final class Corpus {
    private Corpus() {}

    record Entry(String type, String literal, int since) {
        @Override
        public String toString() {
            return type + " " + (literal.length() > 60 ? literal.substring(0, 60) + "..." : literal);
        }
    }

    /** Types that a corpus database needs. */
    static final String[] TYPES = {
        "CREATE EXTENSION hstore",
        "CREATE EXTENSION citext",
        "CREATE EXTENSION ltree",
        "CREATE EXTENSION cube",
        "CREATE EXTENSION seg",
        "CREATE EXTENSION isn",
        "CREATE TYPE mood AS ENUM ('o''k', 'a,b', 'ha\"py', 'ünï', '')",
        "CREATE TYPE comp AS (i int, t text, n numeric[])",
        "CREATE DOMAIN posint AS int CHECK (value > 0)",
        "CREATE DOMAIN posint2 AS posint",
        "CREATE DOMAIN price AS numeric(10,2)",
        "CREATE DOMAIN intlist AS int[]",
        "CREATE TYPE floatrange AS RANGE (subtype = float8)"
    };

    static List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        add(all, "bool", "t", "f");
        add(all, "int2", "-32768", "32767", "0");
        add(all, "int4", "-2147483648", "2147483647", "0", "-1");
        add(all, "int8", "-9223372036854775808", "9223372036854775807", "0");
        add(all, "oid", "0", "4294967295");
        add(all, "xid", "4294967295");
        since(all, 13, "xid8", "18446744073709551615");
        add(all, "pg_lsn", "FFFFFFFF/FFFFFFFF", "0/0");
        add(all, "tid", "(4294967295,65535)");
        add(all, "float4", "NaN", "Infinity", "-Infinity", "-0", "1.17549435e-38", "3.4028235e38", "0.1", "1e-45");
        add(all, "float8", "NaN", "Infinity", "-Infinity", "-0", "4.9e-324", "1.7976931348623157e308", "0.1", "1e20");
        add(all, "numeric", "NaN", "0.000", "1e131071", "1e-16383", "-1.10", "12345678901234567890.123456789");
        since(all, 14, "numeric", "Infinity", "-Infinity");
        add(all, "numeric(10,2)", "NaN", "0", "-0.01", "99999999.99", "-99999999.99", "1", "0.5");
        add(all, "numeric(18,0)", "999999999999999999", "-999999999999999999", "127", "128", "-128", "-129", "0");
        add(all, "numeric(19,0)", "9999999999999999999", "-9999999999999999999", "9223372036854775808");
        add(all, "numeric(38,0)", "9".repeat(38), "-" + "9".repeat(38));
        add(all, "numeric(38,38)", "0." + "9".repeat(38), "0");
        add(all, "numeric(39,0)", "9".repeat(39), "NaN");
        add(all, "numeric(1000,500)", "1e-500", "1e499");
        since(all, 15, "numeric(5,-2)", "9999900", "-100", "0", "NaN");
        since(all, 15, "numeric(3,5)", "0.00999", "-0.00001", "0");
        add(all, "money", "92233720368547758.07", "-92233720368547758.08");
        add(all, "date", "infinity", "-infinity", "4714-11-24 BC", "0001-01-01 BC", "0044-03-15 BC", "5874897-12-31");
        add(all, "date", "1582-10-10", "1970-01-01", "2000-02-29", "1900-03-01", "0001-01-01", "9999-12-31");
        for (String type : List.of("timestamp", "timestamptz")) {
            String zone = type.equals("timestamptz") ? "+00" : "";
            add(all, type, "infinity", "-infinity");
            for (String each : List.of(
                    "4714-11-24 00:00:00|BC",
                    "0001-01-01 00:00:00|BC",
                    "0044-03-15 12:00:00|BC",
                    "1582-10-10 00:00:00",
                    "1969-12-31 23:59:59.999999",
                    "1970-01-01 00:00:00",
                    "2024-02-29 23:59:59.000001",
                    "9999-12-31 23:59:59",
                    "294247-01-10 04:00:54.775806",
                    "294247-01-10 04:00:54.775807",
                    "294247-01-10 04:00:54.775808",
                    "294247-01-10 04:00:54.775809",
                    "294276-12-31 23:59:59.999999")) {
                String[] parts = each.split("\\|");
                add(all, type, parts[0] + zone + (parts.length > 1 ? " BC" : ""));
            }
        }
        add(all, "timestamptz", "2024-03-10 02:30 America/New_York", "1883-11-18 12:03:57 America/New_York");
        for (int precision = 0; precision <= 6; precision++) {
            add(all, "timestamp(" + precision + ")", "2024-01-01 12:34:56.987654");
        }
        add(all, "timestamp", "2024-01-01 00:00:60");
        add(all, "time", "24:00:00", "23:59:59.999999", "00:00:00", "00:00:00.5");
        add(all, "timetz", "24:00:00-15:59", "00:00:00+15:59", "12:00:00.123456+05:30");
        add(all, "interval", "1 mon -1 day 00:00:00.000001", "178000000 years", "-178000000 years", "P0Y");
        since(all, 17, "interval", "infinity", "-infinity");
        add(all, "text", "", "a", "😀", "𝒳", "\u0001", "é", "é", "a\tb\nc\\d\"e'f/", " ", "ünï", "￿\u007f\u0080߿ࠀ");
        add(all, "char(5)", "ab", "", "ünï");
        add(all, "varchar(3)", "abc");
        add(all, "\"char\"", "a", "");
        add(all, "name", "x".repeat(63), "ü".repeat(31));
        add(all, "citext", "AbC");
        add(all, "bytea", "\\x", "\\x00ff5c27", "\\xDEADbeef");
        add(all, "bit(1)", "1");
        add(all, "bit(65)", "10".repeat(32) + "1");
        add(all, "varbit", "", "1", "0101");
        add(all, "uuid", "00000000-0000-0000-0000-000000000000", "FFFFFFFF-ffff-ffff-ffff-ffffffffffff");
        add(all, "inet", "::ffff:1.2.3.4/128", "192.168.2.1/12", "::1");
        add(all, "cidr", "10.0.0.0/8");
        add(all, "macaddr", "08:00:2b:01:02:03");
        add(all, "macaddr8", "08:00:2b:01:02:03:04:05");
        add(all, "point", "(NaN,Infinity)", "(1e308,-0)");
        add(all, "line", "{1,2,3}");
        add(all, "lseg", "[(0,0),(1,1)]");
        add(all, "box", "(1,1),(0,0)");
        add(all, "path", "((0,0),(1,1))", "[(0,0),(1,1)]");
        add(all, "polygon", "((0,0),(1,1),(1,0))");
        add(all, "circle", "<(1,2),0>");
        add(all, "json", "{\"a\":1,\"a\":2}", "1e400", "\"\\ud83d\\ude00\"", "  {\"b\" : [ ] }  ", "null");
        add(all, "jsonb", "123456789012345678901234567890.5", "null", "{\"\":1}", "{\"a\":{\"b\":[1,null,\"x\"]}}");
        add(all, "jsonpath", "$.a[*] ? (@ > 1)");
        add(all, "xml", "<a/>", "text<b>é</b>");
        add(all, "tsvector", "'a':1A 'it''s':2B,3C", "");
        add(all, "tsquery", "'a' <2> 'b':*A", "");
        add(all, "hstore", "\"\"=>\"x=>y\", \"a\"=>NULL", "");
        add(all, "ltree", "a.b.c");
        add(all, "lquery", "a.*{1,2}");
        add(all, "cube", "(1, 2),(3, 4)");
        add(all, "seg", "1.5 .. 2");
        add(all, "isbn", "978-0-393-04002-9");
        add(all, "int2vector", "1 2 3");
        add(all, "oidvector", "1 2 3");
        add(all, "refcursor", "c");
        add(all, "regclass", "pg_class");
        add(all, "regtype", "integer");
        add(all, "txid_snapshot", "10:20:10,14,15");
        add(all, "int4range", "empty", "(,)", "[1,1]", "[1,5)");
        add(all, "numrange", "(1.10,)");
        add(all, "tstzrange", "[\"-infinity\",\"infinity\")");
        add(all, "floatrange", "[NaN,NaN]");
        since(all, 14, "int4multirange", "{}", "{[1,3),[5,7),(9,)}");
        since(all, 14, "nummultirange", "{(,)}");
        add(all, "mood", "o'k", "a,b", "ha\"py", "ünï", "");
        add(all, "comp", "(1,\"q,\"\"x\",{1.0})", "(,,)");
        add(all, "posint", "1");
        add(all, "posint2", "2");
        add(all, "price", "12.50", "NaN");
        add(all, "intlist", "{1,NULL}", "{{1,2},{3,4}}");
        arrays(all);
        return all;
    }

    private static void arrays(List<Entry> all) {
        add(all, "int[]", "{}", "{NULL}", "{1}", "{1,NULL,-3}", "{{1,2},{3,NULL}}", "[0:2]={1,2,3}");
        add(all, "int[]", "[-1:0][5:6]={{1,2},{3,4}}", "{{{1,2},{3,4}},{{5,6},{7,8}}}", "[2:2]={NULL}");
        add(
                all,
                "text[]",
                "{\"\",NULL,\"NULL\",null,\"a,b\",\"{x}\",\"q\\\"q\",\"back\\\\slash\",\" lead\",\"ünï\",😀}");
        add(all, "text[]", "{{\"a\",\"b\"},{NULL,\"\\\"\"}}", "[5:5]={\"x,y\"}");
        add(all, "bool[]", "{t,f,NULL}");
        add(all, "numeric[]", "{NaN,1.10,NULL}");
        add(all, "numeric(10,2)[]", "{NaN,1.1,NULL,-3}", "{{1,2}}");
        add(all, "price[]", "{1.1,NaN}");
        add(all, "float8[]", "{NaN,-0,1e300}");
        add(all, "timestamptz[]", "{infinity,\"2024-01-01 00:00:00+00\",NULL}");
        add(all, "timestamp[]", "{\"294276-12-31 23:59:59.999999\"}");
        add(all, "date[]", "{infinity,\"0044-03-15 BC\"}");
        add(all, "time[]", "{24:00:00}");
        add(all, "bytea[]", "{\"\\\\x00ff\",NULL}");
        add(all, "uuid[]", "{00000000-0000-0000-0000-000000000001}");
        add(all, "box[]", "{(1,1),(0,0);(3,3),(2,2)}");
        add(all, "point[]", "{\"(1,2)\",NULL}");
        add(all, "mood[]", "{\"a,b\",\"ha\\\"py\",\"\"}");
        add(all, "comp[]", "{\"(1,\\\"a\\\"\\\"b\\\",{1.0})\",NULL}");
        add(all, "posint[]", "{1,2}");
        add(all, "intlist[]", "{\"{1,2}\",\"{{3,4},{5,6}}\",NULL,\"{}\"}");
        add(all, "money[]", "{1,NULL}");
        add(all, "name[]", "{a,b}");
        add(all, "interval[]", "{1 day,\"1 mon 2 days\"}");
        add(all, "varbit[]", "{1,\"\"}");
        add(all, "xml[]", "{<a/>}");
        add(all, "int4range[]", "{\"[1,2)\",empty}");
        add(all, "jsonb[]", "{\"{\\\"a\\\": 1}\",null,\"null\"}");
        add(all, "citext[]", "{A,b}");
        add(all, "hstore[]", "{\"\\\"a\\\"=>\\\"b\\\"\"}");
        add(all, "ltree[]", "{a.b,c}");
        add(all, "isbn[]", "{978-0-393-04002-9}");
        add(all, "inet[]", "{10.0.0.1,NULL}");
        add(all, "int2vector[]", "{\"1 2\"}");
    }

    private static void add(List<Entry> all, String type, String... literals) {
        since(all, 13, type, literals);
    }

    private static void since(List<Entry> all, int major, String type, String... literals) {
        for (String literal : literals) {
            all.add(new Entry(type, literal, major));
        }
    }
}
