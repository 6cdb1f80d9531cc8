package dev.meridian.repository.objectstore;

import org.junit.jupiter.api.Tag;

/** Azure Blob by HTTP that fails. */
@Tag("azure")
class AzureFaultTest extends BucketFaultContract {

  @Override
  protected String endpoint() throws Exception {
    return Azurite.shared().endpoint();
  }

  @Override
  protected String newPlace() throws Exception {
    return Azurite.shared().newContainer();
  }

  @Override
  protected Bucket bucket(String place, StoreSettings settings) {
    return Azurite.bucket(place, settings);
  }
}
