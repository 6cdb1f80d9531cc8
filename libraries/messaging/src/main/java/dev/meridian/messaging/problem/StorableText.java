package dev.meridian.messaging.problem;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Refuses text that PostgreSQL can't hold, when it is read, not when it is asked for or stored. */
public final class StorableText extends SimpleModule {

  private static final long serialVersionUID = 1;

  /** For every text in a body. */
  public StorableText() {
    super("storable-text");
    addDeserializer(String.class, new Text());
  }

  private static final class Text extends StdScalarDeserializer<String> {

    Text() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
      String text = StringDeserializer.instance.deserialize(parser, context);
      if (text != null && text.indexOf('\0') >= 0) {
        throw context.weirdStringException(text, String.class, "it holds U+0000");
      }
      return text;
    }
  }
}
