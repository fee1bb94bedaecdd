#!/bin/sh
# Indexes a folder with a pool/ as an apt repository. Environment: REPO, SUITE.
set -eu
cd "$REPO"
binary=dists/$SUITE/main/binary-$(dpkg --print-architecture)
rm -rf dists
mkdir -p "$binary"
apt-ftparchive packages pool >"$binary/Packages"
# Debian's own labels, so that what reads them (unattended-upgrades, apt policy) finds what it would on EC2.
apt-ftparchive \
	-o APT::FTPArchive::Release::Origin=Debian \
	-o APT::FTPArchive::Release::Label=Debian \
	-o APT::FTPArchive::Release::Suite=stable \
	-o APT::FTPArchive::Release::Codename="$SUITE" \
	-o APT::FTPArchive::Release::Components=main \
	-o APT::FTPArchive::Release::Architectures="$(dpkg --print-architecture)" \
	release "dists/$SUITE" >Release.new
mv Release.new "dists/$SUITE/Release"
chmod -R a+rX .
