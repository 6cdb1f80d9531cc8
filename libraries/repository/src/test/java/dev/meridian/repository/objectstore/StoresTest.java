package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {

  @TempDir Path folder;

  @Test
  void aPathIsADirectory() {
    assertThat(Stores.open(folder.resolve("new").toString(), StoreSettings.DEFAULT))
        .isInstanceOf(DirectoryStore.class);
    assertThat(Stores.open(folder.toUri().toString(), StoreSettings.DEFAULT))
        .isInstanceOf(DirectoryStore.class);
    assertThat(folder.resolve("new")).isDirectory();
    assertThat(Stores.isObjectStore("/var/lib/meridian")).isFalse();
    assertThat(Stores.isObjectStore("s3")).isFalse();
  }

  @Test
  void aUrlIsABucket() throws Exception {
    Files.writeString(
        folder.resolve("credentials"),
        """
        [elsewhere]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(S3Server.KEY_ID, S3Server.SECRET));
    System.setProperty("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    try {
      var settings =
          new StoreSettings(S3Server.shared().endpoint(), "eu-west-1", "elsewhere", null);
      String location = "s3://" + S3Server.shared().newBucket() + "/north";

      Store store = Stores.open(location, settings);
      store.putIfAbsent("a", Content.of(new byte[3]));

      assertThat(Stores.openToRead(location + "/", settings).size("a")).hasValue(3);
      assertThat(store.listAll("")).hasSize(1);
      assertThat(Stores.isObjectStore(location)).isTrue();
    } finally {
      System.clearProperty("aws.sharedCredentialsFile");
    }
  }

  @Test
  void aContainerIsNamedInShortOrByItsUrl() {
    assertThat(Location.parse("az://acme/backups/north"))
        .isEqualTo(new Location.Bucketed(Location.Kind.AZURE, "acme", "", "backups", "north/"))
        .hasToString("az://acme/backups/north/");
    assertThat(Location.parse("https://acme.blob.core.chinacloudapi.cn/backups"))
        .isEqualTo(
            new Location.Bucketed(
                Location.Kind.AZURE,
                "acme",
                "https://acme.blob.core.chinacloudapi.cn",
                "backups",
                ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s4://bucket/prefix | begins with s4:, which is no kind of store
          https://s3.example.org/bucket | begins with https: and is not that of a container of Azure
          https://acme.blob.core.windows.net | begins with https: and is not that of a container
          https://acme.blob.core.windows.net/ | names no bucket
          az://acme | names no bucket
          gs:/bucket | A location of gs is gs://bucket
          gs://bucket/a b | The prefix of gs://bucket/a b
          gcs://bucket | it is a path or, for an object store, s3://bucket/prefix, az://account/container/prefix, gs://bucket/prefix
          az://Acme/backups | names no account
          az:acme/backups | A location of az is az://account/container
          az://acme/backups/a//b | The prefix of az://acme/backups/a//b
          s3:bucket | A location of s3 is s3://bucket
          s3:/bucket | A location of s3 is s3://bucket
          s3:// | names no bucket
          s3:///prefix | names no bucket
          s3://bucket/a//b | The prefix of s3://bucket/a//b
          s3://bucket/../b | The prefix of s3://bucket/../b
          ' ' | missing
          """)
  void aTypoIsAnswered(String location, String answer) {
    assertThatThrownBy(() -> Stores.open(location, StoreSettings.DEFAULT))
        .isInstanceOfSatisfying(
            BadLocation.class, bad -> assertThat(bad.code()).isEqualTo("location-invalid"))
        .hasMessageContaining(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIA:secret@bucket/prefix",
        "s3://bucket/prefix?secret-key=secret",
        "s3:AKIA:secret@bucket",
        "s4://AKIA:secret@bucket",
        "https://acme.blob.core.windows.net/backups?sig=secret",
        "az://acme:secret@backups/north"
      })
  void aSecretInALocationIsRefusedAndNotRepeated(String location) {
    assertThatThrownBy(() -> Stores.open(location, StoreSettings.DEFAULT))
        .isInstanceOf(BadLocation.class)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("AKIA");
    var settings = new StoreSettings("https://key:secret@s3.example.org", null, null, null);
    assertThatThrownBy(() -> Stores.open("s3://bucket", settings))
        .isInstanceOf(BadLocation.class)
        .hasMessageNotContaining("secret");
  }
}
