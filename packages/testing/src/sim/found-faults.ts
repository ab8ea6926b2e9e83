/**
 * Faults that histories have found, each with one that shows it. While one isn't mended the sweep passes over it;
 * afterwards its history stays and must not break anything any more.
 */
import type { FoundFault } from './found-faults/found-fault.ts';
import {
  STAMP_FORGOTTEN_AT_THE_END,
  SENT_AGAIN_AFTER_RESTORE,
  CONTACTS_IN_THE_FUTURE,
  SMALLER_BATCHES_FOR_A_PROXY,
  LATE_COPY_AS_LAST_CONTACT,
} from './found-faults/clocks-and-contacts.ts';
import {
  PUT_BACK_WITHOUT_JOURNAL,
  MEMORY_SENT_WITHOUT_DATABASE,
  ONLY_THE_JOURNAL_HAD_IT,
  FORGOTTEN_WITH_ACKNOWLEDGEMENT,
  TOLD_WITHOUT_FIRST_RECEIPT,
  STORED_IN_ANOTHER_LIFE,
} from './found-faults/copies-on-phones.ts';
import { EXCUSED_OFF_THE_ROSTER, WALK_IN_MARKED_AT_ONCE } from './found-faults/record.ts';
import {
  KEYS_POKED_NOBODY,
  OLDER_ANSWER_CAME_LATER,
  ENDED_ENROLMENT_KEPT,
  REVOKED_KID_UNHEARD_OF,
  DISMISSED_STAFF_KEPT_ROWS,
} from './found-faults/replicas.ts';
import type { Plan } from './plan.ts';
import type { Violation } from './violation.ts';

/** In the order of docs/reliability.md. */
export const FOUND_FAULTS: readonly FoundFault[] = [
  KEYS_POKED_NOBODY,
  OLDER_ANSWER_CAME_LATER,
  STAMP_FORGOTTEN_AT_THE_END,
  ENDED_ENROLMENT_KEPT,
  REVOKED_KID_UNHEARD_OF,
  SENT_AGAIN_AFTER_RESTORE,
  CONTACTS_IN_THE_FUTURE,
  SMALLER_BATCHES_FOR_A_PROXY,
  PUT_BACK_WITHOUT_JOURNAL,
  LATE_COPY_AS_LAST_CONTACT,
  EXCUSED_OFF_THE_ROSTER,
  MEMORY_SENT_WITHOUT_DATABASE,
  ONLY_THE_JOURNAL_HAD_IT,
  DISMISSED_STAFF_KEPT_ROWS,
  FORGOTTEN_WITH_ACKNOWLEDGEMENT,
  TOLD_WITHOUT_FIRST_RECEIPT,
  STORED_IN_ANOTHER_LIFE,
  WALK_IN_MARKED_AT_ONCE,
];

export function knownFault(violation: Violation, { acts }: Plan): FoundFault | undefined {
  return FOUND_FAULTS.find(
    ({ rule, like, within, mended }) =>
      !mended && rule === violation.rule && like.test(violation.message) && within(acts),
  );
}
