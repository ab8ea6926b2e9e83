/**
 * What does one fact change, and may its author state it? Each kind in its own function; rows it needs are in
 * the working set already (`preload`). Nothing is judged or folded here, only noted as touched.
 */
import { assertNever, STUDENT_KINDS } from '@hazri/domain';
import type { Touched } from '../touched.ts';
import type { WorkingSet } from '../working-set.ts';
import { takeEnrolment, takeEnrolmentEnd } from './take-enrolment.ts';
import { takeMark } from './take-mark.ts';
import { takeAppeal, takeDecided, takeExcuse } from './take-request.ts';
import { takeReview, takeScan, takeWitness } from './take-scan.ts';
import { takeHeadcount, takeMoved, takeOpened, takeShown } from './take-session.ts';
import type { Arrival, Decision, TakeDeps, Taking } from './taking.ts';
import { rejected } from './taking.ts';

export function takeFact(arrival: Arrival, set: WorkingSet, touched: Touched, deps: TakeDeps): Decision {
  const { fact } = arrival;
  if (!STUDENT_KINDS.includes(fact.kind) && arrival.author.state !== 'active')
    return rejected('approval_pending');
  const taking: Taking = { ...deps, arrival, set, touched };
  switch (fact.kind) {
    case 'session.opened':
      return takeOpened(taking, fact);
    case 'session.completed':
    case 'session.reopened':
    case 'session.cancelled':
      return takeMoved(taking, fact.body.sessionId);
    case 'codes.shown':
      return takeShown(taking, fact);
    case 'scan':
      return takeScan(taking, fact);
    case 'mark':
      return takeMark(taking, fact);
    case 'headcount':
      return takeHeadcount(taking, fact);
    case 'review':
      return takeReview(taking, fact);
    case 'witness':
      return takeWitness(taking, fact);
    case 'enrolment.added':
      return takeEnrolment(taking, fact);
    case 'enrolment.ended':
      return takeEnrolmentEnd(taking, fact);
    case 'excuse':
      return takeExcuse(taking, fact);
    case 'appeal':
      return takeAppeal(taking, fact);
    case 'excuse.decided':
    case 'appeal.decided':
      return takeDecided(taking, fact);
    default:
      return assertNever(fact);
  }
}
