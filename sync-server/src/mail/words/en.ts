import type { MailWords } from './mail-words.ts';

const sessions = (count: number) => (count === 1 ? '1 session' : `${count} sessions`);

export const en: MailWords = {
  sign: 'Hazri, class attendance',
  notTheOffice: 'Whoever asks you for this code is not from the office: type it only into Hazri itself.',
  code: (code) => `Your code: ${code}`,
  tenMinutes: 'It is valid for ten minutes.',
  verify: {
    subject: 'Your code for Hazri',
    type: (link) => `Type it where you registered, or open ${link}`,
    unless: 'If you did not register, do nothing: without the code there is no account.',
  },
  registeredAgain: {
    subject: 'You have an account in Hazri already',
    what: 'Somebody just registered with your address. You have an account already, and it is unchanged.',
    code: (code) =>
      `If it was you and you want to use the password you have just chosen, your code is: ${code}`,
    unless: 'If it was not you, do nothing.',
  },
  reset: {
    subject: 'A new password for Hazri',
    type: (link) => `Type it where you asked for it, or open ${link}`,
    unless: 'If you did not ask for a new password, do nothing: the old one stays.',
  },
  claim: {
    subject: 'Your account in Hazri',
    what: 'You were put on a class’s roster in Hazri, where attendance is kept. Your account waits for you.',
    open: (link) => `Open ${link}\nand choose a password. The code is valid for two weeks.`,
  },
  approved: {
    subject: 'Your account in Hazri was approved',
    what: 'The office has approved your account. You can start sessions now.',
  },
  alert: {
    subject: (course, percent) => `Your attendance in ${course}: ${percent} %`,
    dear: (name) => `Dear ${name},`,
    rate: (course, section, percent, line) =>
      `your attendance in ${course}, section ${section}, is ${percent} %. ${line} % is needed.`,
    missed: (count, missed) => `Of ${sessions(count)} so far you missed ${missed}.`,
    attend: (count, line) =>
      count === 1
        ? `Attend the next session, and you reach ${line} %.`
        : `Attend the next ${count} sessions without missing one, and you reach ${line} %.`,
    outOfReach: (line) =>
      `Even by attending whatever is left, ${line} % can’t be reached any more: please speak with your professor.`,
    where: (link) => `Every session, and where to ask if one is wrong:\n${link}`,
    turnOff: (link) => `You can turn these mails off: ${link}`,
  },
};
