/** Where an administrator goes, in groups: the whole of the overview, and the side navigation. */
import type { IconName } from '../../ui/icons.ts';
import { say } from '../../words/say.ts';

export interface Place {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  /** What is found there. */
  readonly text: string;
  /** No room for it at the foot of a phone: it is found on the overview. */
  readonly wide?: boolean;
}

interface Group {
  readonly title: string;
  readonly places: readonly Place[];
}

export function officeGroups(): readonly Group[] {
  return [
    {
      title: say('office.people'),
      places: [
        {
          href: '/admin/approvals',
          icon: 'check',
          label: say('nav.approvals'),
          text: say('office.approvalsText'),
        },
        { href: '/admin/people', icon: 'people', label: say('nav.people'), text: say('office.peopleText') },
        {
          href: '/admin/classes',
          icon: 'classes',
          label: say('allClasses.title'),
          text: say('office.classesText'),
        },
      ],
    },
    {
      title: say('office.lists'),
      places: [
        {
          href: '/admin/departments',
          icon: 'office',
          label: say('entry.departments'),
          text: say('entry.departmentsText'),
          wide: true,
        },
        {
          href: '/admin/terms',
          icon: 'today',
          label: say('entry.terms'),
          text: say('entry.termsText'),
          wide: true,
        },
        {
          href: '/admin/courses',
          icon: 'receipt',
          label: say('entry.courses'),
          text: say('entry.coursesText'),
          wide: true,
        },
        {
          href: '/admin/holidays',
          icon: 'sun',
          label: say('entry.holidays'),
          text: say('entry.holidaysText'),
          wide: true,
        },
      ],
    },
    {
      title: say('office.server'),
      places: [
        {
          href: '/admin/audit',
          icon: 'log',
          label: say('audit.title'),
          text: say('office.auditText'),
          wide: true,
        },
        {
          href: '/admin/health',
          icon: 'pulse',
          label: say('health.title'),
          text: say('office.healthText'),
          wide: true,
        },
      ],
    },
  ];
}
