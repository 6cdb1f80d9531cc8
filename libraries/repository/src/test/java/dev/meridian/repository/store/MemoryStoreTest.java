package dev.meridian.repository.store;

class MemoryStoreTest extends StoreContract {

  @Override
  Store create() {
    return new MemoryStore();
  }
}
