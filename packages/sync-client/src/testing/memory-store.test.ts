import { memoryStore, storeContract } from './index.ts';

storeContract('memory', () => {
  const store = memoryStore();
  return Promise.resolve({
    store,
    plant: (fact) => {
      store.plant(fact);
      return Promise.resolve();
    },
    rowsIn: (scope) => Promise.resolve([...store.rows(scope).values()]),
    quarantined: () => Promise.resolve([...store.quarantined().keys()]),
    dispose: () => Promise.resolve(),
  });
});
