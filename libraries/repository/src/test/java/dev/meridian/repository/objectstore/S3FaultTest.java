package dev.meridian.repository.objectstore;

/** S3 by HTTP that fails. */
class S3FaultTest extends BucketFaultContract {

  @Override
  protected String endpoint() throws Exception {
    return S3Server.sharedOpen().endpoint();
  }

  @Override
  protected String newPlace() throws Exception {
    return S3Server.sharedOpen().newBucket();
  }

  @Override
  protected Bucket bucket(String place, StoreSettings settings) {
    return S3Server.bucket(place, settings);
  }
}
