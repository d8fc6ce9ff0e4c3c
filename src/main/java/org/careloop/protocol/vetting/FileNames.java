package org.careloop.protocol.vetting;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.careloop.protocol.vetting.ModelSet.ModelKind;

/** Which files belong into a set: three flat folders, one ending each, everyday names, no giants. */
final class FileNames {

  /** The largest diagram released has less than a tenth of it. */
  static final int LARGEST = 1024 * 1024;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");

  private FileNames() {}

  /** Notes what is wrong with a path in a set; true when the content can be looked at. */
  static boolean check(String path, byte[] content, Notes notes) {
    Optional<ModelKind> kind = ModelKind.byEnding(path);
    if (path.contains("..") || path.contains("\\") || path.startsWith("/") || path.contains(":") || path.chars().anyMatch(Character::isISOControl)) {
      notes.add(Rule.PATH_OUTSIDE, "", "the path leads out of the three folders");
      return false;
    }
    if (!checkAlone(path, content, notes)) {
      return false;
    }
    String folder = kind.orElseThrow().folder() + "/";
    String name = path.substring(path.lastIndexOf('/') + 1).replace(kind.get().ending(), "");
    if (!path.startsWith(folder) || path.indexOf('/', folder.length()) >= 0) {
      notes.add(Rule.WRONG_FOLDER, "", "a %s belongs directly into %s".formatted(kind.get().word(), folder));
    } else if (!NAME.matcher(name).matches()) {
      notes.add(Rule.FILE_NAME, "", "the name \"%s\" is not in small letters with hyphens".formatted(name));
    }
    return true;
  }

  /** The same for a file taken alone, whatever folder it is in. */
  static boolean checkAlone(String path, byte[] content, Notes notes) {
    if (ModelKind.byEnding(path).isEmpty()) {
      notes.add(Rule.UNKNOWN_KIND, "", path.endsWith(".cmmn") || path.endsWith(".cmmn10.xml") || path.endsWith(".cmmn11.xml")
          ? "a case diagram (CMMN)" : "not a diagram, table or form");
      return false;
    }
    if (content.length > LARGEST) {
      notes.add(Rule.TOO_LARGE, "", "%d bytes, expected %d at most".formatted(content.length, LARGEST));
      return false;
    }
    return true;
  }

  static void checkDoubles(Iterable<String> paths, List<Finding> findings) {
    Map<String, String> seen = new HashMap<>();
    for (String path : paths) {
      String earlier = seen.putIfAbsent(path.toLowerCase(Locale.ROOT), path);
      if (earlier != null) {
        new Notes(path, findings).add(Rule.SAME_NAME, "", "there is %s, too".formatted(earlier));
      }
    }
  }
}
