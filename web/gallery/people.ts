/** Twelve hundred people who don't exist. */
const GIVEN = [
  'Aarav',
  'Ananya',
  'Bhavya',
  'Charan',
  'Divya',
  'Farhan',
  'Gauri',
  'Harsha',
  'Ishaan',
  'Kavya',
];
const FAMILY = ['Reddy', 'Rao', 'Sharma', 'Khan', 'Naidu', 'Iyer', 'Patel', 'Begum', 'Venkataramanachary'];

export interface GalleryPerson {
  readonly number: string;
  readonly name: string;
  /** Share of sessions attended. */
  readonly rate: number;
  readonly status: 'present' | 'late' | 'absent';
}

export const PEOPLE: readonly GalleryPerson[] = Array.from({ length: 1_200 }, (_, index) => ({
  number: `22CS${String(index + 1).padStart(4, '0')}`,
  name: `${GIVEN[index % GIVEN.length] ?? ''} ${FAMILY[(index * 7) % FAMILY.length] ?? ''}`,
  rate: ((index * 37) % 101) / 100,
  status: index % 9 === 0 ? 'late' : index % 5 === 0 ? 'absent' : 'present',
}));
