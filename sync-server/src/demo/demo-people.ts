/** Who is in the demo? An administrator, two professors and sixty students with roll numbers. */
import type { UserId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import type { NewUser } from '../auth/accounts.ts';
import type { DemoRandom } from './demo-random.ts';

export const DEMO_PASSWORD = 'password123';
export const DEMO_ADMINISTRATOR = 'admin@acem.ac.in';
export const DEMO_PROFESSOR = 'professor@acem.ac.in';
const DEMO_STUDENT = 'student@acem.ac.in';
const DEMO_CLASS_SIZE = 60;

const GIVEN_NAMES = [
  'Aarav', 'Ananya', 'Aditya', 'Bhavya', 'Charan', 'Deepika', 'Dinesh', 'Divya', 'Eshwar', 'Farhan', 'Gayatri',
  'Harini', 'Imran', 'Ishita', 'Jahnavi', 'Karthik', 'Kavya', 'Keerthi', 'Lakshmi', 'Lokesh', 'Manasa', 'Meghana',
  'Mohan', 'Nandini', 'Naveen', 'Nikhil', 'Pallavi', 'Pranav', 'Priya', 'Rahul', 'Rajesh', 'Ramya', 'Rohit',
  'Sahithi', 'Sai', 'Sandeep', 'Shreya', 'Sneha', 'Srinivas', 'Swathi', 'Tarun', 'Tejaswini', 'Uday', 'Vamsi',
  'Varun', 'Vidya', 'Vikram', 'Yamini', 'Yash', 'Zoya',
]; // prettier-ignore
const FAMILY_NAMES = [
  'Reddy', 'Rao', 'Sharma', 'Naidu', 'Iyer', 'Khan', 'Patel', 'Varma', 'Chowdary', 'Nair', 'Gupta', 'Kulkarni',
  'Prasad', 'Menon', 'Shaik', 'Murthy', 'Joshi', 'Das', 'Babu', 'Pillai', 'Goud', 'Mishra', 'Yadav',
]; // prettier-ignore

export interface DemoPeople {
  readonly professor: NewUser;
  readonly colleague: NewUser;
  readonly students: readonly NewUser[];
}

export function demoPeople(random: DemoRandom, passwordHash: string, madeAt: number): DemoPeople {
  const person = (email: string, role: NewUser['role'], givenName: string, familyName: string): NewUser => ({
    uuid: uuidv7<'user'>(madeAt, random.bytes(10)) satisfies UserId,
    email,
    role,
    passwordHash,
    givenName,
    familyName,
  });
  const students = Array.from({ length: DEMO_CLASS_SIZE }, (_, index) => {
    const studentNo = `24CS${String(index + 1).padStart(3, '0')}`;
    const email = index === 0 ? DEMO_STUDENT : `${studentNo.toLowerCase()}@acem.ac.in`;
    const { givenName, familyName } = demoName(index);
    return { ...person(email, 'student', givenName, familyName), studentNo };
  });
  return {
    professor: person(DEMO_PROFESSOR, 'professor', 'Sunita', 'Rao'),
    colleague: person('professor2@acem.ac.in', 'professor', 'Anil', 'Kulkarni'),
    students,
  };
}

/** 7 and 23, 50 share no factor: every pair of names comes once before any comes again. */
export function demoName(index: number): Pick<NewUser, 'givenName' | 'familyName'> {
  return {
    givenName: GIVEN_NAMES[(index * 7) % GIVEN_NAMES.length] ?? '',
    familyName: FAMILY_NAMES[index % FAMILY_NAMES.length] ?? '',
  };
}

export function demoAdministrator(passwordHash: string, madeAt: number, random: Uint8Array): NewUser {
  return {
    uuid: uuidv7<'user'>(madeAt, random) satisfies UserId,
    email: DEMO_ADMINISTRATOR,
    role: 'administrator',
    passwordHash,
    givenName: 'Meera',
    familyName: 'Joshi',
  };
}
