package io.github.snatrace.examples.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What is wrong with manifests, without a cluster: fields that Kubernetes' own types do not have, what Pod Security
 * would refuse, and what holds for all manifests here.
 */
final class ManifestCheck {
    /** Kubernetes' types, as its specification of the interface has them. */
    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/DaemonSet", DaemonSet.class,
            "batch/v1/Job", Job.class);

    private static final ObjectMapper MODEL = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final List<String> complaints = new ArrayList<>();
    private final Map<String, String> levels = new TreeMap<>();

    private ManifestCheck() {}

    /** Returns what is wrong with the documents of {@code yaml}, which are all that is applied together. */
    static List<String> complaintsAbout(String yaml) {
        ManifestCheck check = new ManifestCheck();
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> iterator = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            iterator.forEachRemaining(documents::add);
        } catch (JacksonException e) {
            return List.of(e.getOriginalMessage());
        }
        for (JsonNode document : documents) {
            if (document.path("kind").asString("").equals("Namespace")) {
                check.levels.put(
                        document.at("/metadata/name").asString(""),
                        document.at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                                .asString("privileged"));
            }
        }
        documents.forEach(check::document);
        return check.complaints;
    }

    private void document(JsonNode document) {
        String type = document.path("apiVersion").asString("") + "/"
                + document.path("kind").asString("");
        String name = document.path("kind").asString("") + " "
                + document.at("/metadata/name").asString("");
        Class<?> model = TYPES.get(type);
        if (model == null) {
            complaints.add(name + ": unknown type " + type);
            return;
        }
        try {
            unknownFields(name, MODEL.readValue(document.toString(), model));
        } catch (JsonProcessingException e) {
            complaints.add(name + ": " + e.getOriginalMessage());
        }
        if (model == Namespace.class) {
            return;
        }
        String namespace = document.at("/metadata/namespace").asString("");
        expect(name, levels.containsKey(namespace), "no namespace " + namespace + " among them");
        JsonNode template = document.at("/spec/template");
        if (!(template instanceof MissingNode)) {
            document.at("/spec/selector/matchLabels")
                    .properties()
                    .forEach(label -> expect(
                            name,
                            label.getValue()
                                    .equals(template.at("/metadata/labels").get(label.getKey())),
                            "its selector does not select its pods: " + label.getKey()));
            pod(name, template.path("spec"), levels.getOrDefault(namespace, ""));
        }
        if (model == Job.class) {
            expect(name, document.at("/spec/activeDeadlineSeconds").isInt(), "no activeDeadlineSeconds");
            expect(name, document.at("/spec/ttlSecondsAfterFinished").isInt(), "no ttlSecondsAfterFinished");
        }
    }

    /**
     * The fields of Pod Security "restricted" that pods here could get wrong; the host's network is for "privileged"
     * only.
     */
    private void pod(String name, JsonNode spec, String level) {
        expect(
                name,
                !spec.path("hostNetwork").asBoolean(false) || level.equals("privileged"),
                "hostNetwork is forbidden at the level " + level);
        expect(name, !spec.path("hostPID").asBoolean(false), "hostPID is needed by none");
        expect(name, spec.at("/securityContext/runAsNonRoot").asBoolean(false), "no runAsNonRoot");
        expect(
                name,
                spec.at("/securityContext/seccompProfile/type").asString("").equals("RuntimeDefault"),
                "no seccompProfile RuntimeDefault");
        List<String> volumes = names(spec.path("volumes"));
        for (String kind : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(kind)) {
                container(name + ", container " + container.path("name").asString(""), container, volumes);
            }
        }
    }

    private void container(String name, JsonNode container, List<String> volumes) {
        JsonNode security = container.path("securityContext");
        expect(name, !security.path("allowPrivilegeEscalation").asBoolean(true), "no allowPrivilegeEscalation: false");
        expect(name, security.path("readOnlyRootFilesystem").asBoolean(false), "no readOnlyRootFilesystem");
        expect(
                name,
                security.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                        && security.at("/capabilities/add").isMissingNode(),
                "expected all capabilities to be dropped, and none added");
        expect(
                name,
                container.path("image").asString("").matches("[^:]+:(?!latest$)[^:]+"),
                "expected an image with a tag, not " + container.path("image").asString(""));
        expect(name, !container.at("/resources/limits/memory").isMissingNode(), "no limit of memory");
        expect(name, !container.at("/resources/requests/cpu").isMissingNode(), "no request of cpu");
        expect(
                name,
                volumes.containsAll(names(container.path("volumeMounts"))),
                "a volume is mounted that the pod does not have");
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path("name").asString("")));
        return names;
    }

    private void expect(String name, boolean holds, String complaint) {
        if (!holds) {
            complaints.add(name + ": " + complaint);
        }
    }

    /** Complains of what was left over when {@code model} was read: the fields that its type does not have. */
    private void unknownFields(String path, Object model) {
        if (model instanceof Collection<?> items) {
            items.forEach(item -> unknownFields(path, item));
            return;
        }
        if (!model.getClass().getName().startsWith("io.fabric8.")) {
            return;
        }
        for (Method method : model.getClass().getMethods()) {
            Object value = valueOf(method, model);
            if (value instanceof Map<?, ?> left && method.getName().equals("getAdditionalProperties")) {
                left.keySet().forEach(field -> complaints.add(path + ": unknown field " + field));
            } else if (value != null) {
                unknownFields(path, value);
            }
        }
    }

    private static @Nullable Object valueOf(Method method, Object model) {
        Predicate<Method> isGetter = candidate -> candidate.getName().startsWith("get")
                && candidate.getParameterCount() == 0
                && candidate.getDeclaringClass() != Object.class;
        try {
            return isGetter.test(method) ? method.invoke(model) : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method.toString(), e);
        }
    }
}
