package dev.meridian.repository.objectstore;

/** Google Cloud Storage by HTTP that fails. */
class GcsFaultTest extends BucketFaultContract {

  @Override
  protected String endpoint() throws Exception {
    return GcsServer.shared().endpoint();
  }

  @Override
  protected String newPlace() throws Exception {
    return GcsServer.shared().newBucket();
  }

  @Override
  protected Bucket bucket(String place, StoreSettings settings) {
    return GcsServer.bucket(place, settings);
  }
}
