import {beforeEach, expect, it} from 'vitest';
import {create} from '../../quizaccess_invigil/amd/src/cover.js';

let quiz;
let panel;
let sheets;
const sheet = (name) => document.getElementById(name);

beforeEach(() => {
    document.body.innerHTML = '<iframe id="quiz"></iframe><iframe id="panel"></iframe><button id="fold"></button>'
        + ['pause', 'screen'].map((name) => `<section id="${name}" hidden><h2 id="${name}-title" tabindex="-1"></h2></section>`).join('');
    quiz = sheet('quiz');
    panel = sheet('panel');
    sheets = create(quiz, panel);
});

it('leads the keyboard to the heading and back to the field in the frame', () => {
    quiz.contentDocument.body.innerHTML = '<textarea></textarea>';
    const field = quiz.contentDocument.querySelector('textarea');
    quiz.focus();
    field.focus();
    sheets.show(sheet('pause'));
    expect([sheet('pause').hidden, quiz.inert, document.activeElement.id]).toEqual([false, true, 'pause-title']);
    field.blur();
    sheets.show(null);
    expect([sheet('pause').hidden, quiz.inert, quiz.contentDocument.activeElement]).toEqual([true, false, field]);
});

it('shows one sheet at a time', () => {
    sheet('fold').focus();
    sheets.show(sheet('screen'));
    sheets.show(sheet('pause'));
    expect([sheet('screen').hidden, sheet('pause').hidden]).toEqual([true, false]);
    sheets.show(null);
    expect(document.activeElement.id).toBe('fold');
});

it('does not take the keyboard away from who types in the panel', () => {
    panel.focus();
    sheets.show(sheet('pause'));
    expect(document.activeElement).toBe(panel);
    sheets.show(null);
    expect(document.activeElement).toBe(panel);
});

it('leads the keyboard to the quiz if what had it is gone, or nothing had it', () => {
    quiz.contentDocument.body.innerHTML = '<textarea></textarea>';
    const field = quiz.contentDocument.querySelector('textarea');
    quiz.focus();
    field.focus();
    sheets.show(sheet('screen'));
    field.blur();
    field.remove();
    sheets.show(null);
    expect(document.activeElement).toBe(quiz);

    quiz.blur();
    expect(document.activeElement).toBe(document.body);
    sheets.show(sheet('pause'));
    sheets.show(null);
    expect(document.activeElement).toBe(quiz);
});

it('leads the keyboard to the quiz if the frame has gone on to another page', () => {
    const gone = document.implementation.createHTMLDocument('a page that was left');
    gone.body.innerHTML = '<button></button>';
    expect([gone.defaultView, gone.querySelector('button').isConnected]).toEqual([null, true]);
    Object.defineProperty(quiz, 'contentDocument', {value: {activeElement: gone.querySelector('button')}});
    quiz.focus();
    sheets.show(sheet('screen'));
    sheets.show(null);
    expect(document.activeElement).toBe(quiz);
});
