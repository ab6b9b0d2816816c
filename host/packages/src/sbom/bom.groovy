// SPDX-License-Identifier: Apache-2.0
// Lists what the assembly holds, jar by jar, as a CycloneDX bill of materials and as a page of licences. The assembly and not Maven's
// dependencies: most of it comes by Karaf's features. A jar whose licence is not known fails the build.
import java.util.jar.JarFile
import org.cyclonedx.Version
import org.cyclonedx.generators.BomGeneratorFactory
import org.cyclonedx.model.*
import org.cyclonedx.model.license.*
import org.cyclonedx.util.BomUtils

def assembly = new File(project.properties['assembly']).canonicalFile
def target = new File(project.build.directory)
def apache = 'Apache-2.0'

// What Bundle-License says, by a part of it; then jars that say nothing, or not in these words.
def byText = ['LICENSE-2.0': apache, 'Apache License, Version 2.0': apache, 'Apache-2.0': apache, 'edl-v10': 'BSD-3-Clause',
              'BSD-3-Clause': 'BSD-3-Clause']
def byName = ['slf4j-api': 'MIT', 'slf4j-jdk14': 'MIT', 'jna': 'Apache-2.0 OR LGPL-2.1-or-later', 'txw2': 'BSD-3-Clause',
              'javax.annotation-api': 'CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0']

def coordinates = { File file, JarFile jar ->
    def path = assembly.toPath().relativize(file.toPath()).toString()
    if (path.startsWith('system/')) {
        def parts = path.split('/')
        return [parts[1..-4].join('.'), parts[-3], parts[-2]]
    }
    def found = jar.entries().findAll { it.name ==~ 'META-INF/maven/.*/pom.properties' }.collect {
        def own = new Properties()
        jar.getInputStream(it).withCloseable { stream -> own.load(stream) }
        [own.groupId, own.artifactId, own.version]
    }.find { file.name == "${it[1]}-${it[2]}.jar" || file.name == "${it[1]}.jar" || file.name.startsWith("${it[0]}.${it[1]}-") || file.name.startsWith("${it[1]}-") }
    if (found == null) {
        throw new IllegalStateException("$path does not say which artifact it is; add it to bom.groovy")
    }
    found
}

def bom = new Bom(version: 1)
def licences = new TreeMap<String, List<String>>()
def jars = []
assembly.eachFileRecurse { if (it.name.endsWith('.jar')) jars << it }
jars.sort { it.path }.each { file ->
    new JarFile(file).withCloseable { jar ->
        def (group, name, version) = coordinates(file, jar)
        def said = jar.manifest?.mainAttributes?.getValue('Bundle-License') ?: ''
        def licence = byName[name] ?: byText.find { said.contains(it.key) }?.value
        if (licence == null) {
            throw new IllegalStateException("the licence of $file is not known: '$said'; add it to bom.groovy")
        }
        def path = assembly.toPath().relativize(file.toPath()).toString()
        def choice = new LicenseChoice()
        if (licence.contains(' ')) {
            choice.expression = new Expression(licence)
        } else {
            choice.addLicense(new License(id: licence))
        }
        def purl = "pkg:maven/$group/$name@$version?type=jar"
        bom.addComponent(new Component(type: Component.Type.LIBRARY, group: group, name: name, version: version, purl: purl.toString(),
                bomRef: path, hashes: BomUtils.calculateHashes(file, Version.VERSION_15), licenses: choice))
        licences.computeIfAbsent(licence) { [] } << "$group:$name:$version".toString()
    }
}
def main = new Component(type: Component.Type.APPLICATION, group: project.groupId, name: 'backplane', version: project.version, bomRef: 'backplane')
bom.metadata = new Metadata(timestamp: Date.from(java.time.Instant.parse(project.properties['project.build.outputTimestamp'])), component: main)
bom.serialNumber = 'urn:uuid:' + UUID.nameUUIDFromBytes(bom.components*.hashes.flatten()*.value.join().bytes)

target.mkdirs()
new File(target, 'backplane-bom.json').setText(BomGeneratorFactory.createJson(Version.VERSION_15, bom).toJsonString(), 'UTF-8')
new File(target, 'licences.txt').setText('Backplane is under Apache-2.0. What its distribution holds, by licence:\n' +
        licences.collect { licence, names -> "\n$licence\n" + names.unique().collect { "  $it\n" }.join() }.join(), 'UTF-8')
