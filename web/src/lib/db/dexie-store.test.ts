import 'fake-indexeddb/auto';
import { storeContract } from '@hazri/sync-client/testing';
import { dexieStoreUnderTest } from './dexie-store-under-test.ts';

storeContract('Dexie over fake-indexeddb', dexieStoreUnderTest);
