import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { groupBy } from './group-by.ts';

test('groups as Map.groupBy does: in the order of the items, keys by their first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', null, undefined), fc.nat())), (pairs) => {
      const keyOf = ([key]: (typeof pairs)[number]) => key;
      expect([...groupBy(pairs, keyOf)]).toEqual([...Map.groupBy(pairs, keyOf)]);
    }),
  );
});
