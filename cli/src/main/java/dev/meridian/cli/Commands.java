package dev.meridian.cli;

import dev.meridian.cli.terminal.Terminal;
import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands; those that ask for a terminal get it. */
final class Commands implements CommandLine.IFactory {

  private final Terminal terminal;
  private final CommandLine.IFactory others = CommandLine.defaultFactory();

  Commands(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Terminal.class) {
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(terminal));
      }
    }
    return others.create(type);
  }
}
