import { memoryStore, storeContract } from './index.ts';

storeContract('memory', () => {
  const store = memoryStore();
  return Promise.resolve({
    store,
    plant: (fact) => Promise.resolve(store.plant(fact)),
    rowsIn: (scope) => Promise.resolve([...store.rows(scope).values()]),
    quarantined: () => Promise.resolve([...store.quarantined().keys()]),
    dispose: () => Promise.resolve(),
  });
});
