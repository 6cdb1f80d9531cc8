package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The browser that the machine has; it has to have one. */
final class Chromium implements AutoCloseable {

  private static final Path USUAL = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("../portal/target/screenshots");
  private static final int DESKTOP = 1280;
  private static final int PHONE = 390;
  private static final int HEIGHT = 844;

  private final String url;
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();

  Chromium(String url) {
    this.url = url;
    Path program = Path.of(System.getenv().getOrDefault("CHROMIUM", USUAL.toString()));
    assertThat(program)
        .as(
            "The portal's tests need Chromium: install it (apt-get install chromium), or set CHROMIUM")
        .isExecutable();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run"));
    if ("root".equals(System.getProperty("user.name"))) {
      arguments.add("--no-sandbox");
    }
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setArgs(arguments));
  }

  /** A page of somebody in Berlin, with their own cookies. */
  Page open(String path, boolean scripts) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL(url)
                .setJavaScriptEnabled(scripts)
                .setTimezoneId("Europe/Berlin")
                .setViewportSize(DESKTOP, HEIGHT));
    Page page = context.newPage();
    page.setDefaultTimeout(30_000);
    page.onConsoleMessage(
        message -> {
          // That a form was refused, or a page isn't there, is told there too: the test sees it.
          boolean ofThePageItself = message.location().startsWith(page.url());
          if (message.type().equals("error") && !ofThePageItself) {
            complaints.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(path);
    return page;
  }

  /**
   * What the browser itself objected to since the last time: broken scripts, what can't be loaded,
   * and what the page's policy forbids.
   */
  List<String> complaints() {
    List<String> found = List.copyOf(complaints);
    complaints.clear();
    return found;
  }

  /** Keeps how a page looks, wide and narrow; nothing of it may stick out. */
  void shoot(Page page, String name) throws Exception {
    Files.createDirectories(SCREENSHOTS);
    for (int width : new int[] {PHONE, DESKTOP}) {
      page.setViewportSize(width, HEIGHT);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(SCREENSHOTS.resolve("%s-%d.png".formatted(name, width))));
      assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
          .as("width of %s at %d", name, width)
          .isLessThanOrEqualTo(width);
    }
  }

  @Override
  public void close() {
    playwright.close();
  }
}
