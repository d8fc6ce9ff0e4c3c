package org.careloop.protocol.vetting;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.protocol.vetting.ModelSet.ModelKind;

/**
 * {@code java -jar careloop.jar check processes decisions forms}: vets models on the command line without starting the program. Kinds of
 * models that are not given, and the neighbours of single files, are taken from the models the program was built with.
 */
public final class CheckCommand {

  private static final int CLEAN = 0;
  private static final int FINDINGS = 1;
  private static final int WRONG_USAGE = 2;

  private CheckCommand() {}

  /** The exit code: 0 nothing found, 1 something found, 2 wrong usage. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<Path> given = arguments.stream().map(Path::of).toList();
    List<Path> missing = given.stream().filter(path -> !Files.isReadable(path)).toList();
    if (given.isEmpty() || !missing.isEmpty()) {
      missing.forEach(path -> err.println("%s: no such file or folder".formatted(path)));
      err.println("Usage: java -jar careloop.jar check <folder or file>...   for example: check processes decisions forms");
      return WRONG_USAGE;
    }
    try {
      ModelSet read = ModelSet.read(given.toArray(Path[]::new));
      if (read.files().isEmpty()) {
        err.println("%s: no models in there".formatted(given));
        return WRONG_USAGE;
      }
      VettingReport report = Vetting.ofThisProgram().vet(completed(read, given));
      out.print(report.clean() ? "%d models vetted: nothing found%n".formatted(read.files().size()) : report.text());
      return report.clean() ? CLEAN : FINDINGS;
    } catch (IOException e) {
      err.println("Cannot read %s: %s".formatted(given, e.getMessage()));
      return WRONG_USAGE;
    }
  }

  private static ModelSet completed(ModelSet read, List<Path> given) throws IOException {
    List<String> whole = new ArrayList<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        boolean oneKind = ModelKind.byFolder(name).isPresent();
        for (ModelKind kind : ModelKind.values()) {
          if (oneKind ? kind.folder().equals(name) : Files.isDirectory(path.resolve(kind.folder()))) {
            whole.add(kind.folder() + "/");
          }
        }
      }
    }
    Map<String, byte[]> others = new TreeMap<>(ModelSet.ofThisProgram().files());
    others.keySet().removeIf(path -> whole.stream().anyMatch(path::startsWith));
    return new ModelSet(new TreeMap<>(others)).with(read.files());
  }
}
