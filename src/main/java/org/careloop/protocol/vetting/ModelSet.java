package org.careloop.protocol.vetting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A set of models as it would be released: path ({@code processes/x.bpmn}, {@code decisions/y.dmn}, {@code forms/z.form}) and content. Does not
 * judge what is in it; never changes.
 */
public record ModelSet(SortedMap<String, byte[]> files) {

  public ModelSet {
    SortedMap<String, byte[]> copy = new TreeMap<>();
    files.forEach((path, content) -> copy.put(path, content.clone()));
    files = Collections.unmodifiableSortedMap(copy);
  }

  /** Reads folders and single files. A folder called as a kind of model gives its files, any other one the three folders in it, or what lies in it. */
  public static ModelSet read(Path... foldersOrFiles) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Path given : foldersOrFiles) {
      if (Files.isDirectory(given)) {
        readFolder(given, files);
      } else {
        files.put(pathOf(given.getFileName().toString()), Files.readAllBytes(given));
      }
    }
    return new ModelSet(files);
  }

  /** The models that this program was built with. */
  public static ModelSet ofThisProgram() throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (ModelKind kind : ModelKind.values()) {
      for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:" + kind.folder() + "/*" + kind.ending())) {
        files.put(kind.folder() + "/" + file.getFilename(), file.getContentAsByteArray());
      }
    }
    return new ModelSet(files);
  }

  /** Where a file of this name belongs; the name itself when it is no model. */
  public static String pathOf(String fileName) {
    return ModelKind.byEnding(fileName).map(kind -> kind.folder() + "/" + fileName).orElse(fileName);
  }

  /** This set with these files laid over it. */
  public ModelSet with(Map<String, byte[]> changed) {
    SortedMap<String, byte[]> all = new TreeMap<>(files);
    all.putAll(changed);
    return new ModelSet(all);
  }

  /** This set without these files. */
  public ModelSet without(Collection<String> paths) {
    SortedMap<String, byte[]> left = new TreeMap<>(files);
    left.keySet().removeAll(paths);
    return new ModelSet(left);
  }

  /** SHA-256 of each file by path, in hexadecimal digits. */
  public Map<String, String> sums() {
    Map<String, String> sums = new TreeMap<>();
    files.forEach((path, content) -> sums.put(path, HexFormat.of().formatHex(sha256().digest(content))));
    return sums;
  }

  /** SHA-256 of the whole set: of its paths and their sums, in order. */
  public String sum() {
    MessageDigest sum = sha256();
    sums().forEach((path, digest) -> sum.update((digest + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(sum.digest());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelSet set && sums().equals(set.sums());
  }

  @Override
  public int hashCode() {
    return sums().hashCode();
  }

  @Override
  public String toString() {
    return "ModelSet[%d files, %s]".formatted(files.size(), sum());
  }

  private static void readFolder(Path folder, Map<String, byte[]> files) throws IOException {
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    if (ModelKind.byFolder(name).isPresent()) {
      readAll(folder, name + "/", files);
      return;
    }
    List<ModelKind> inside = Stream.of(ModelKind.values()).filter(kind -> Files.isDirectory(folder.resolve(kind.folder()))).toList();
    for (ModelKind kind : inside) {
      readAll(folder.resolve(kind.folder()), kind.folder() + "/", files);
    }
    if (inside.isEmpty()) {
      for (Path file : filesIn(folder, 1)) {
        files.put(pathOf(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
  }

  private static void readAll(Path folder, String prefix, Map<String, byte[]> files) throws IOException {
    for (Path file : filesIn(folder, Integer.MAX_VALUE)) {
      files.put(prefix + folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
    }
  }

  /** What systems hide ({@code .DS_Store}) is no model. */
  private static List<Path> filesIn(Path folder, int depth) throws IOException {
    try (Stream<Path> found = Files.walk(folder, depth)) {
      return found.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The three kinds of models, each with its folder and ending. */
  enum ModelKind {
    DIAGRAM("processes", ".bpmn", "diagram"),
    TABLE("decisions", ".dmn", "table"),
    FORM("forms", ".form", "form");

    private final String folder;
    private final String ending;
    private final String word;

    ModelKind(String folder, String ending, String word) {
      this.folder = folder;
      this.ending = ending;
      this.word = word;
    }

    String folder() {
      return folder;
    }

    String ending() {
      return ending;
    }

    String word() {
      return word;
    }

    static Optional<ModelKind> byEnding(String fileName) {
      return Stream.of(values()).filter(kind -> fileName.endsWith(kind.ending)).findFirst();
    }

    static Optional<ModelKind> byFolder(String folder) {
      return Stream.of(values()).filter(kind -> kind.folder.equals(folder)).findFirst();
    }
  }
}
