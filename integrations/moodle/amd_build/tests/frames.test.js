import {beforeEach, describe, expect, it, vi} from 'vitest';
import {dress, goOn, isHeld, mark, path, saveNow, startClock, stopClock} from '../../quizaccess_invigil/amd/src/frames.js';

let frame;
beforeEach(() => {
    document.body.innerHTML = '<iframe></iframe>';
    frame = document.querySelector('iframe');
});
const body = (html) => {
    frame.contentDocument.body.innerHTML = html;
};
const elsewhere = {
    get contentWindow() {
        throw new DOMException('cross-origin', 'SecurityError');
    },
};

it('leaves a page of another site alone', () => {
    expect(path(elsewhere)).toBe('');
    expect(isHeld(elsewhere)).toBe(false);
    expect(() => [dress, stopClock, goOn, saveNow].forEach((action) => action(elsewhere))).not.toThrow();
});

describe('the clock of a quiz page', () => {
    const timer = () => ({Y: {}, endtime: 0, stop: vi.fn(), update: vi.fn()});

    it('is stopped, and set to what Moodle says', () => {
        body('<div id="quiz-timer-wrapper"></div>');
        const clock = timer();
        frame.contentWindow.M = {mod_quiz: {timer: clock}}; // eslint-disable-line camelcase
        stopClock(frame);
        expect(clock.stop).toHaveBeenCalledTimes(1);
        startClock(frame, 600);
        expect(Math.abs(clock.endtime - Date.now() - 600000)).toBeLessThan(1000);
        expect(clock.update).toHaveBeenCalledTimes(1);
        expect(clock.stop.mock.invocationCallOrder.at(-1)).toBeLessThan(clock.update.mock.invocationCallOrder[0]);
    });

    it('is left alone where there is none, or no limit', () => {
        const clock = timer();
        frame.contentWindow.M = {mod_quiz: {timer: clock}}; // eslint-disable-line camelcase
        startClock(frame, 600);
        body('<div id="quiz-timer-wrapper"></div>');
        startClock(frame, null);
        expect(clock.update).not.toHaveBeenCalled();
    });
});

describe('the page that says why the exam is held', () => {
    it('sends what it holds, also when a field is called submit', () => {
        body('<main data-invigil-held="paused"><form data-invigil-goon><input name="submit"></form></main>');
        const submit = vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(() => null);
        goOn(frame);
        expect(submit.mock.contexts[0]).toBe(frame.contentDocument.querySelector('form'));
        submit.mockRestore();
    });

    it('does nothing on a page of the quiz', () => {
        body('<form id="responseform"></form>');
        expect(isHeld(frame)).toBe(false);
        expect(() => goOn(frame)).not.toThrow();
    });
});

describe('a page that could not be saved', () => {
    const page = (saving) => {
        frame.contentWindow.M = {mod_quiz: {autosave: {form: {}, savefailures: 0, dirty: false, ...saving}}}; // eslint-disable-line camelcase
        return frame.contentWindow.M.mod_quiz.autosave;
    };

    it('is saved at once, so that the note about it goes', () => {
        const saving = page({savefailures: 1, save_changes: vi.fn()}); // eslint-disable-line camelcase
        saveNow(frame);
        expect(saving.save_changes).toHaveBeenCalledTimes(1);
    });

    it('is left alone if all is saved, or Moodle saves nothing by itself', () => {
        const saved = page({save_changes: vi.fn()}); // eslint-disable-line camelcase
        saveNow(frame);
        const none = page({form: null, savefailures: 1, save_changes: vi.fn()}); // eslint-disable-line camelcase
        saveNow(frame);
        expect([saved, none].flatMap((saving) => saving.save_changes.mock.calls)).toEqual([]);
        frame.contentWindow.M = undefined;
        expect(() => saveNow(frame)).not.toThrow();
    });

    it('is saved after a save that is on its way', () => {
        const waits = [];
        frame.contentWindow.setTimeout = (action) => waits.push(action);
        const saving = page({save_transaction: {}, save_changes: vi.fn()}); // eslint-disable-line camelcase
        saveNow(frame);
        expect([saving.save_changes.mock.calls.length, waits.length]).toEqual([0, 1]);
        Object.assign(saving, {save_transaction: null, savefailures: 1}); // eslint-disable-line camelcase
        waits.pop()();
        expect(saving.save_changes).toHaveBeenCalledTimes(1);
    });

    it('does not wait for one for ever', () => {
        const waits = [];
        frame.contentWindow.setTimeout = (action) => waits.push(action);
        page({save_transaction: {}, save_changes: vi.fn()}); // eslint-disable-line camelcase
        saveNow(frame);
        for (let i = 0; i < 10 && waits.length; i++) {
            waits.pop()();
        }
        expect(waits).toEqual([]);
    });
});

it('names the shell in the forms of the quiz, once, and in no others', () => {
    body(`<form id="responseform" method="post" action="https://moodle.example/mod/quiz/processattempt.php?cmid=7"><input name="action"></form>
        <form id="get" method="get" action="https://moodle.example/mod/quiz/view.php"></form>
        <form id="other" method="post" action="https://moodle.example/message/index.php"></form>
        <form id="evil" method="post" action="https://evil.example/mod/quiz/"></form>`);
    mark(frame, 'https://moodle.example/mod/quiz/', 'invigil_shell', 'aa');
    mark(frame, 'https://moodle.example/mod/quiz/', 'invigil_shell', 'bb');
    const fields = [...frame.contentDocument.querySelectorAll('[name=invigil_shell]')];
    expect(fields.map((field) => [field.form.id, field.type, field.value])).toEqual([['responseform', 'hidden', 'bb']]);
});
