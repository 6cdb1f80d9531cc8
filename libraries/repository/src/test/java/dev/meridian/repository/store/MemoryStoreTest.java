package dev.meridian.repository.store;

class MemoryStoreTest extends StoreContract {

  @Override
  protected Store create() {
    return new MemoryStore();
  }
}
