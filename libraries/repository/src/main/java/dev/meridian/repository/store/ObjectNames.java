package dev.meridian.repository.store;

import java.util.regex.Pattern;

/** Which names {@link Store} allows. */
public final class ObjectNames {

  private static final String PART = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}";
  private static final Pattern NAME = Pattern.compile(PART + "(/" + PART + ")*+");
  private static final Pattern FOLDER = Pattern.compile("(" + PART + "/)*+");

  private ObjectNames() {}

  /**
   * The name itself.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not an object's name: " + name);
    }
    return name;
  }

  /**
   * The folder itself: empty, or ending with {@code /}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static String checkedFolder(String folder) {
    if (!FOLDER.matcher(folder).matches()) {
      throw new IllegalArgumentException(
          "Not a folder (empty, or parts each followed by /): " + folder);
    }
    return folder;
  }
}
