import { storeContract } from '@hazri/sync-client/testing';
import { dexieStoreUnderTest } from './dexie-store-under-test.ts';

storeContract('Dexie over the IndexedDB of a browser', dexieStoreUnderTest);
