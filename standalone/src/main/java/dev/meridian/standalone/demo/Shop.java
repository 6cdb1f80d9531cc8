package dev.meridian.standalone.demo;

import dev.meridian.standalone.client.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data of a shop: every kind of object that a restore must bring back. */
final class Shop {

  static final String DATABASE = "app";
  static final String SECOND_DATABASE = "analytics";
  static final String SECOND_ROLE = "reporting";

  /** One value for each kind of object; two databases with the same answers hold the same. */
  private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("customers", digest("customers", "id"));
    QUESTIONS.put("orders", digest("orders", "id"));
    QUESTIONS.put("order lines", digest("order_lines", "order_id, position"));
    QUESTIONS.put(
        "foreign keys",
        "select string_agg(conname || pg_get_constraintdef(oid), ';' order by conname)"
            + " from pg_constraint where contype = 'f'");
    QUESTIONS.put(
        "the view", "select md5(string_agg(v::text, ';' order by v::text)) from revenue v");
    QUESTIONS.put("the function", "select gross(100)::text");
    QUESTIONS.put("the large object", "select md5(lo_get(logo)) from brand");
    QUESTIONS.put(
        "the extension",
        "select extname || ' ' || extversion || ' ' || similarity('meridian', 'meridien')"
            + " from pg_extension where extname = 'pg_trgm'");
    QUESTIONS.put(
        "the databases",
        "select string_agg(datname || '/' || pg_get_userbyid(datdba), ', ' order by datname)"
            + " from pg_database");
    QUESTIONS.put(
        "the roles",
        "select string_agg(rolname || rolcanlogin || rolcreatedb || rolcreaterole || rolsuper, ', '"
            + " order by rolname) from pg_roles where rolname not like 'pg\\_%'");
  }

  private Shop() {}

  /** Makes everything, as the admin. */
  static void load(Login admin, String reportingPassword) throws SQLException {
    try (Connection connection = admin.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(script("shop.sql"));
      statement.execute(
          "create role %s login password '%s'".formatted(SECOND_ROLE, reportingPassword));
      statement.execute("grant select on all tables in schema public to " + SECOND_ROLE);
      statement.execute("create database " + SECOND_DATABASE);
    }
    try (Connection connection = admin.connect(SECOND_DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(script("analytics.sql"));
    }
  }

  /** What the server holds, kind by kind. */
  static Map<String, String> inventory(Login admin) throws SQLException {
    Map<String, String> answers = new LinkedHashMap<>();
    try (Connection connection = admin.connect(DATABASE)) {
      for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
        answers.put(question.getKey(), text(connection, question.getValue()));
      }
    }
    try (Connection connection = admin.connect(SECOND_DATABASE)) {
      answers.put("the second database", text(connection, digest("page_views", "id")));
    }
    return answers;
  }

  /** How many rows the loaded tables have together. */
  static long rows(Login admin) throws SQLException {
    try (Connection connection = admin.connect(DATABASE)) {
      return Long.parseLong(
          text(
              connection,
              "select (select count(*) from customers) + (select count(*) from orders)"
                  + " + (select count(*) from order_lines)"));
    }
  }

  /** The last number that the sequence has given out, as far as the server knows. */
  static long lastInvoice(Login admin) throws SQLException {
    try (Connection connection = admin.connect(DATABASE)) {
      return Long.parseLong(text(connection, "select last_value from invoice_numbers"));
    }
  }

  static void dropOrders(Login admin) throws SQLException {
    try (Connection connection = admin.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("drop table orders cascade");
    }
  }

  static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
    }
  }

  private static String digest(String table, String order) {
    return "select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, ';' order by %s)), '-') from %s t"
        .formatted(order, table);
  }

  private static String script(String name) {
    try (InputStream in = Shop.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
