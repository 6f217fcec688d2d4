<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * Spanish strings.
 *
 * @package    quiz_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['action_flag'] = 'Marcado';
$string['action_pause'] = 'En pausa';
$string['action_readmit'] = 'Admitido de nuevo';
$string['action_resume'] = 'Continuó';
$string['action_terminate'] = 'Finalizado';
$string['action_update'] = 'Actualizado';
$string['any'] = 'Cualquiera';
$string['applyfilters'] = 'Aplicar';
$string['attemptbusy'] = 'El intento se está modificando en este momento. Inténtelo de nuevo.';
$string['attemptof'] = '{$a->name}, intento {$a->number}';
$string['backtoreport'] = 'Todos los intentos supervisados';
$string['checkedin'] = 'Comprobación superada';
$string['column_attemptnumber'] = 'Intento';
$string['column_creditseconds'] = 'Tiempo devuelto';
$string['column_flagged'] = 'Marca';
$string['column_fullname'] = 'Nombre';
$string['column_incidents'] = 'Incidencias';
$string['column_severities'] = 'Incidencias por gravedad';
$string['column_state'] = 'Estado';
$string['column_timefinish'] = 'Fin';
$string['column_timestart'] = 'Inicio';
$string['column_verdict'] = 'Veredicto';
$string['column_verdictat'] = 'Fecha del veredicto';
$string['column_verdictby'] = 'Veredicto de';
$string['column_verdictnote'] = 'Nota del veredicto';
$string['decision'] = 'Decisión';
$string['decisions'] = 'Decisiones';
$string['emptyfilter'] = 'Ningún intento coincide con estos filtros.';
$string['emptygroup'] = 'Nadie de este grupo tiene todavía un intento supervisado.';
$string['emptynotproctored'] = 'Este cuestionario no se supervisa.';
$string['emptyquiz'] = 'Todavía no hay intentos supervisados. Aparecerán aquí en cuanto alguien empiece la comprobación de entrada.';
$string['extratime'] = 'Tiempo extra';
$string['fact_attempts'] = 'Intentos';
$string['fact_flagged'] = 'Marcados';
$string['fact_terminated'] = 'Finalizados por un supervisor';
$string['fact_waiting'] = 'A la espera de veredicto';
$string['filename'] = 'supervision';
$string['filters'] = 'Filtros';
$string['frametitle'] = 'Informe de Invigil: {$a}';
$string['gap_from'] = 'Desde';
$string['gap_length'] = 'Duración';
$string['gap_not_live'] = 'Invigil no veía al examinado';
$string['gap_tool_away'] = 'No se podía contactar con Invigil y el cuestionario esperó';
$string['gap_until'] = 'Hasta';
$string['gap_why'] = 'Motivo';
$string['gaps'] = 'Tiempo de espera';
$string['giveback'] = 'Devolver {$a}';
$string['givenback'] = 'Devuelto: {$a}.';
$string['grade'] = 'Calificación';
$string['inshort'] = 'En resumen';
$string['invigil'] = 'Supervisión';
$string['invigilreport'] = 'Informe de supervisión';
$string['lasts'] = 'continúa';
$string['linkreport'] = 'Informe';
$string['linkreview'] = 'Revisión';
$string['liveconsole'] = 'Consola en directo';
$string['newtab'] = '(se abre en una pestaña nueva)';
$string['noattempt'] = 'Ese intento no existe aquí, o usted no puede verlo.';
$string['nodecisions'] = 'No se ha decidido nada sobre este intento.';
$string['notgiven'] = 'En espera, sin devolver: {$a}';
$string['nothingtogive'] = 'No queda nada por devolver.';
$string['ofwhom'] = ': {$a->name}, intento {$a->number}';
$string['onlyflagged'] = 'Solo marcados';
$string['onlyincidents'] = 'Solo con incidencias';
$string['openinnewtab'] = 'Abrir en una pestaña nueva';
$string['pluginname'] = 'Supervisión (Invigil)';
$string['privacy:metadata'] = 'El informe de supervisión no guarda datos propios. Lo que muestra lo guarda la regla de acceso «Invigil» del cuestionario.';
$string['quizsettings'] = 'Configuración del cuestionario';
$string['reason'] = 'Motivo';
$string['severity'] = 'Gravedad';
$string['severity_critical'] = 'Crítica';
$string['severity_high'] = 'Alta';
$string['severity_low'] = 'Baja';
$string['severity_medium'] = 'Media';
$string['showall'] = 'Mostrar todo';
$string['state_complete'] = 'Entregado';
$string['state_created'] = 'En comprobación';
$string['state_paused'] = 'En pausa';
$string['state_running'] = 'En curso';
$string['state_terminated'] = 'Finalizado por un supervisor';
$string['state_waits'] = 'Espera a Invigil, reloj detenido';
$string['tablecaption'] = 'Intentos supervisados de {$a}';
$string['time'] = 'Hora';
$string['toolnotconnected'] = 'Invigil no está conectado a este sitio, así que no se puede mostrar su propio informe. Lo que sabe Moodle está arriba.';
$string['toolreport'] = 'Informe con pruebas';
$string['toolsilent'] = 'Hace unos minutos que no se sabe nada de Invigil. Si no se abre nada abajo, inténtelo más tarde. Lo que sabe Moodle está arriba.';
