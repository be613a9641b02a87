package io.github.snatrace.result;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A value of a result file that knows its place, so that what is wrong can be named: every refusal is an {@link
 * IllegalArgumentException} of one line.
 *
 * @param place the names of the fields from the outermost to its own, with dots between them
 * @param line where it begins
 * @param value a map, a list, a string, a number, a boolean or null
 */
record JsonValue(String place, int line, @Nullable Object value) {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MOST_SHOWN = 60;

    /** Thirty years of a million a second. */
    private static final long MOST = 1_000_000_000_000_000L;

    /** Reads a text that holds one object. */
    static JsonValue parse(JsonFactory factory, byte[] text) {
        try (JsonParser in = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = in.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw wrong(first == JsonToken.VALUE_NULL ? "null" : "something else");
            }
            JsonValue object = read(in, "");
            if (in.nextToken() != null) {
                throw wrong("something else");
            }
            return object;
        } catch (JacksonException e) {
            throw wrong(
                    e.getLocation() == null // of limits, such as that of nesting
                            ? "something that is no JSON of a result"
                            : "something that is no JSON in line "
                                    + e.getLocation().getLineNr());
        }
    }

    private static JsonValue read(JsonParser in, String place) {
        int line = in.currentTokenLocation().getLineNr();
        Object value = switch (in.currentToken()) {
            case START_OBJECT -> fields(in, place);
            case START_ARRAY -> elements(in, place);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
            case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
            case VALUE_NULL -> null;
            default -> in.getString();
        };
        return new JsonValue(place, line, value);
    }

    private static Map<String, JsonValue> fields(JsonParser in, String place) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            in.nextToken();
            fields.put(name, read(in, within(place, name)));
        }
        return fields;
    }

    private static List<JsonValue> elements(JsonParser in, String place) {
        List<JsonValue> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(in, place));
        }
        return elements;
    }

    /** Returns what a function makes of a field; null if the field is absent or null. */
    <T> @Nullable T optional(String name, Function<JsonValue, T> reader) {
        JsonValue field = object().get(name);
        return field == null || field.value == null ? null : reader.apply(field);
    }

    /** Returns what a function makes of a field that must be there. */
    <T> T required(String name, Function<JsonValue, T> reader) {
        JsonValue field = object().get(name);
        if (field == null) {
            throw new JsonValue(within(place, name), line, null).unusable();
        }
        return field.present(reader);
    }

    /** Returns what a function makes of each field, by the names of constants. */
    <E extends Enum<E>, T> Map<E, T> byName(Class<E> names, Function<JsonValue, T> reader) {
        Map<E, T> values = new EnumMap<>(names);
        object().forEach((name, field) -> values.put(
                new JsonValue(place, field.line, name).parsed(constant -> Enum.valueOf(names, constant)),
                field.present(reader)));
        return values;
    }

    /** Returns what a function makes of each element. */
    <T> List<T> list(Function<JsonValue, T> reader) {
        if (value instanceof List<?> elements) {
            return elements.stream()
                    .map(element -> ((JsonValue) element).present(reader))
                    .toList();
        }
        throw unusable();
    }

    /** Returns what a function makes of the text, which may refuse it. */
    <T> T parsed(Function<String, T> parser) {
        try {
            return parser.apply(string());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unusable();
        }
    }

    /** Returns the name of the field that it is. */
    String name() {
        return place.substring(place.lastIndexOf('.') + 1);
    }

    String string() {
        return scalar(String.class);
    }

    boolean bool() {
        return scalar(Boolean.class);
    }

    double real() {
        double real = scalar(Number.class).doubleValue();
        if (!Double.isFinite(real)) {
            throw unusable();
        }
        return real;
    }

    int small() {
        return scalar(Integer.class);
    }

    long integer() {
        return value instanceof Integer ? small() : scalar(Long.class);
    }

    /** A number of things that happened: one by one, so many of them that no sum of files overflows. */
    long count() {
        long count = integer();
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException(
                    "'" + place + "' is " + count + " in line " + line + ": expected 0 to " + MOST);
        }
        return count;
    }

    private <T> T scalar(Class<T> type) {
        if (!type.isInstance(value)) {
            throw unusable();
        }
        return type.cast(value);
    }

    private <T> T present(Function<JsonValue, T> reader) {
        if (value == null) {
            throw new IllegalArgumentException("'" + place + "' is null: expected a value");
        }
        return reader.apply(this);
    }

    @SuppressWarnings("unchecked") // every map in here is one of fields()
    private Map<String, JsonValue> object() {
        return (Map<String, JsonValue>) scalar(Map.class);
    }

    private IllegalArgumentException unusable() {
        String what = value == null || value instanceof Map || value instanceof List
                ? "nothing usable"
                : "'" + shown(value) + "'";
        return wrong(what + " for '" + place + "' in line " + line);
    }

    /** In one line, and no longer than people read. */
    private static String shown(Object value) {
        String text = CONTROL.matcher(value.toString()).replaceAll("?");
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    }

    private static IllegalArgumentException wrong(String got) {
        return new IllegalArgumentException("expected JSON with 'attempts' and 'outcomes', got " + got);
    }

    private static String within(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
